"""What goes into the spool comes out, by index and by column."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.engine import spool as module
from toolkit.engine.spool import Row, Spool

encodable = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
rows = st.lists(st.builds(Row, encodable, st.none() | encodable, encodable, encodable), max_size=12)


@settings(max_examples=30)
@given(rows, st.integers(1, 5))
def test_rows_come_back(given_rows: list[Row], batch: int) -> None:

    with tempfile.TemporaryDirectory() as folder:
        before, module.ROWS = module.ROWS, batch
        try:
            with Spool(Path(folder) / "texts") as spool:
                for row in given_rows:
                    spool.append(row)
                spool.seal()
                assert spool.rows == len(given_rows)
                assert [spool.row(at) for at in range(spool.rows)] == given_rows
                assert spool.column("text").to_pylist() == [row.text for row in given_rows]
        finally:
            module.ROWS = before
