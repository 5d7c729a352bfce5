"""Which hosts are one site's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.measure.sites import site_of


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.example.com", "example.com"),
        ("example.com.", "example.com"),
        ("k8f3.pool.example.com.cn", "example.com.cn"),
        ("news.example.idv.tw", "example.idv.tw"),
        ("com.cn", "com.cn"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
        ("例子.中国", "例子.中国"),
        ("", ""),
    ],
)
def test_hosts_of_one_name_are_one_site(host: str, site: str) -> None:
    assert site_of(host) == site


@settings(max_examples=50)
@given(st.text())
def test_the_site_of_a_site_is_itself(host: str) -> None:
    assert site_of(host) in host
    assert site_of(site_of(host)) == site_of(host)
