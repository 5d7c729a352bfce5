"""Compiled loops from Arrow string buffers to folded text and its keys.

Every kernel takes `data` (uint8, a UTF-8 buffer), `starts` and `ends` (int64 byte ranges, one a text; a null is an
empty range) and the three arrays of `FoldTable`, and makes no Python object. Bytes that are no UTF-8 are dropped,
so no buffer can make them read out of bounds. `toolkit.sketch.fold` says the same in plain Python.
"""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

# The rules of `toolkit.sketch.fold`, written out again: numba compiles them in, and only files of kernels decide
# whether its cache is stale, so a rule that changes must change here. The tests compare.
_MAX_NOTE = 10
_OPENER = np.int32(-(1 << 31))
_CLOSERS = tuple(map(ord, ")）"))
_PLAIN = tuple(map(ord, "üêɑɡ\u0302\u0308"))
_TONED = tuple(map(ord, "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếề\u0300\u0301\u0304\u030c"))

# Multipliers of the 128-bit key: odd, from the fractional digits of the golden ratio and of the square root of 3.
_KEY_1 = np.uint64(0x9E3779B97F4A7C15)
_KEY_2 = np.uint64(0xBB67AE8584CAA73B)
_SHIFT_1 = np.uint64(32)
_SHIFT_2 = np.uint64(29)


@kernel
def decode_at(data, at, end):  # type: ignore[no-untyped-def]
    """Return (code point, bytes read) of the character at `at`; (0, 1) for a byte that starts none.

    Surrogates encoded as three bytes come through as themselves: that is how lone ones arrive here.
    """
    first = np.int64(data[at])
    if first < 0x80:
        return first, 1
    if first < 0xC2 or first > 0xF4:
        return 0, 1
    width = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if at + width > end:
        return 0, 1
    code = first & (0x7F >> width)
    for i in range(at + 1, at + width):
        byte = np.int64(data[i])
        if byte & 0xC0 != 0x80:
            return 0, 1
        code = code << 6 | byte & 0x3F
    return code, width


@kernel
def note_end(data, at, end):  # type: ignore[no-untyped-def]
    """Return one past the reading whose opening bracket ends before `at`, or -1 when none stands there."""
    letters = 0
    toned = False
    while at < end:
        code, width = decode_at(data, at, end)
        at += width
        if 97 <= code <= 122 or code in _PLAIN:
            letters += 1
        elif code in _TONED:
            letters += 1
            toned = True
        elif toned and code in _CLOSERS:
            return at
        else:
            return -1
        if letters > _MAX_NOTE:
            return -1
    return -1


@kernel
def fold_into(data, at, end, codes, ends, text, out):  # type: ignore[no-untyped-def]
    """Write the folded code points of the bytes `at:end` to `out` (int32); return how many, or -1 for no room."""
    used = 0
    room = out.size
    limit = codes.size
    while at < end:
        first = np.uint32(data[at])
        if 0xE0 <= first < 0xF0 and at + 2 < end:
            # Three bytes: nearly every character of a Chinese text. Decoded here, the loop runs four times as fast.
            second = np.uint32(data[at + 1])
            third = np.uint32(data[at + 2])
            if second & 0xC0 == 0x80 and third & 0xC0 == 0x80:
                code = np.int64((first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F)
                at += 3
            else:
                at += 1
                continue
        elif first < 0x80:
            code = np.int64(first)
            at += 1
        else:
            code, size = decode_at(data, at, end)
            at += size
            if code >= limit:
                continue
        value = codes[code]
        if value >= 0:
            # Written whether it is kept or not: a branch here would be guessed wrongly at every comma.
            if used == room:
                return -1
            out[used] = value
            used += value != 0
        elif value == _OPENER:  # these fold to nothing, whether a reading follows or not
            after = note_end(data, at, end)
            if after > 0:
                at = after
        else:
            start = ends[-value - 2] if value < -1 else 0
            extra = ends[-value - 1] - start
            if used + extra > room:
                return -1
            out[used : used + extra] = text[start : start + extra]
            used += extra
    return used


@kernel
def fold_row(data, at, end, codes, ends, text, out):  # type: ignore[no-untyped-def]
    """Fold the bytes `at:end`; return (array of int32 code points, how many are used).

    The array is `out`, or a larger one where the text did not fit. It is replaced here and not in the loop of
    `fold_into`, where counting references to it would cost ten times the folding.
    """
    if out.size < end - at:
        out = np.empty(end - at, np.int32)
    used = fold_into(data, at, end, codes, ends, text, out)
    while used < 0:
        out = np.empty(2 * out.size, np.int32)
        used = fold_into(data, at, end, codes, ends, text, out)
    return out, used


@kernel
def fold_keys(data, starts, stops, codes, ends, text, lengths, keys):  # type: ignore[no-untyped-def]
    """Write the folded length (int64) and the 128-bit hash (two uint64) of each text."""
    out = np.empty(1024, np.int32)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        one = np.uint64(used)
        two = ~np.uint64(used)
        for i in range(used):
            code = np.uint64(out[i])
            one = (one ^ code) * _KEY_1
            one ^= one >> _SHIFT_1
            two = (two + code) * _KEY_2
            two ^= two >> _SHIFT_2
        lengths[row] = used
        keys[row, 0] = one
        keys[row, 1] = two


@kernel
def same_fold(data, starts, stops, data_2, starts_2, stops_2, codes, ends, text, same):  # type: ignore[no-untyped-def]
    """Write whether text i of the first buffer folds to the same key as text i of the second."""
    out = np.empty(1024, np.int32)
    out_2 = np.empty(1024, np.int32)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        out_2, used_2 = fold_row(data_2, starts_2[row], stops_2[row], codes, ends, text, out_2)
        same[row] = used == used_2
        for i in range(used):
            if not same[row] or out[i] != out_2[i]:
                same[row] = False
                break


@kernel
def fold_rows(data, starts, stops, codes, ends, text, offsets, flat):  # type: ignore[no-untyped-def]
    """Write the folded code points of all texts to `flat`; text i is to fill `offsets[i]:offsets[i + 1]`."""
    out = np.empty(1024, np.int32)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        flat[offsets[row] : offsets[row] + used] = out[:used]


@kernel
def fold_origins(data, at, end, codes, ends, origins):  # type: ignore[no-untyped-def]
    """Write the offset, in characters, of the character behind each folded one of the bytes `at:end`."""
    used = 0
    char = 0
    while at < end:
        code, size = decode_at(data, at, end)
        at += size
        if code == 0 and size == 1:  # NUL, which folds to nothing, or a byte that is no UTF-8 and no character
            char += data[at - 1] == 0
            continue
        place = char
        char += 1
        if code >= codes.size:
            continue
        value = codes[code]
        if value > 0:
            origins[used] = place
            used += 1
        elif value == _OPENER:
            after = note_end(data, at, end)
            while at < after:
                at += decode_at(data, at, after)[1]
                char += 1
        elif value < 0:
            start = ends[-value - 2] if value < -1 else 0
            for _ in range(ends[-value - 1] - start):
                origins[used] = place
                used += 1


@kernel
def fold_rows_origins(data, starts, stops, codes, ends, offsets, flat):  # type: ignore[no-untyped-def]
    """Write the origins of all texts to `flat` (int64); text i fills `flat[offsets[i]:]`."""
    for row in range(starts.size):
        fold_origins(data, starts[row], stops[row], codes, ends, flat[offsets[row] :])
