// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title Canonical bytes of a batch
/// @notice Column: lane u16 | kind u8 | count u16 | start u40 | step u24 | count × u64, a count stored plus 2^63.
library Columns {
    uint256 internal constant HEADER_BYTES = 13;
    uint256 internal constant MAX_READINGS = 8192;

    /// @notice The bytes are not columns in canonical form; `place` is the position of the faulty column.
    error ColumnsMalformed(uint256 place);
    /// @notice Irregular columns are reserved.
    error ColumnKindReserved(uint16 lane, uint8 kind);
    /// @notice More readings than one batch may hold.
    error TooManyReadings(uint256 found);

    struct Column {
        uint256 lane;
        uint256 count;
        uint256 startS;
        uint256 stepS;
        uint256 place; // calldata position of the first value
    }

    /// @notice Checks the form of all columns and hashes each.
    /// @return hashes One keccak256 per column.
    /// @return readings Number of readings in all columns.
    function hashAll(bytes calldata data) internal pure returns (bytes32[] memory hashes, uint32 readings) {
        unchecked {
            hashes = new bytes32[](_count(data));
            uint256 place;
            uint256 previous;
            for (uint256 i; i < hashes.length; ++i) {
                Column memory column = header(data, place);
                // lane and start as one key; the plus one lets the first column be lane 0 at second 0
                uint256 key = ((column.lane << 40) | column.startS) + 1;
                if (key <= previous || column.stepS == 0) revert ColumnsMalformed(place);
                previous = key;
                readings += uint32(column.count);
                uint256 size = HEADER_BYTES + 8 * column.count;
                bytes32 hash;
                assembly ("memory-safe") {
                    let free := mload(0x40)
                    calldatacopy(free, add(data.offset, place), size)
                    hash := keccak256(free, size)
                }
                hashes[i] = hash;
                place += size;
            }
            if (readings > MAX_READINGS) revert TooManyReadings(readings);
        }
    }

    /// @notice The column that begins at a position of checked bytes.
    function header(bytes calldata data, uint256 place) internal pure returns (Column memory column) {
        unchecked {
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(add(data.offset, place))
            }
            column.lane = word >> 240;
            column.count = (word >> 216) & 0xffff;
            column.startS = (word >> 176) & 0xffffffffff;
            column.stepS = (word >> 152) & 0xffffff;
            uint256 first;
            assembly ("memory-safe") {
                first := add(add(data.offset, place), 13)
            }
            column.place = first;
        }
    }

    /// @notice The stored value (count plus 2^63) at a position of a column.
    function stored(Column memory column, uint256 position) internal pure returns (uint256 word) {
        uint256 place = column.place + 8 * position;
        assembly ("memory-safe") {
            word := shr(192, calldataload(place))
        }
    }

    function _count(bytes calldata data) private pure returns (uint256 columns) {
        unchecked {
            uint256 place;
            while (place < data.length) {
                if (place + HEADER_BYTES > data.length) revert ColumnsMalformed(place);
                uint256 word;
                assembly ("memory-safe") {
                    word := calldataload(add(data.offset, place))
                }
                uint256 kind = (word >> 232) & 0xff;
                if (kind != 0) revert ColumnKindReserved(uint16(word >> 240), uint8(kind));
                uint256 count = (word >> 216) & 0xffff;
                uint256 end = place + HEADER_BYTES + 8 * count;
                if (count == 0 || count > MAX_READINGS || end > data.length) revert ColumnsMalformed(place);
                place = end;
                columns += 1;
            }
            if (columns == 0) revert ColumnsMalformed(0);
        }
    }

    /// @notice Sum of stored values, and the position from which on a stored value lies outside [low, high]
    /// (`column.count` if none does). Call again from the position after the one found.
    /// @dev Four values per word. A word is split into two words of two 128-bit lanes, each lane holding one value
    /// v < 2^64. Bit 64 of v + (2^64 − low) is set exactly if v ≥ low; bit 64 of (2^64 + high) − v exactly if
    /// v ≤ high; neither carries nor borrows across lanes, because all terms are below 2^65 and
    /// 2^64 + high − v > 0. Sums: at most 8,192 values below 2^64 are below 2^77 per lane.
    function scan(Column memory column, uint256 from, uint256 low, uint256 high)
        internal
        pure
        returns (uint256 sum, uint256 outside)
    {
        assembly ("memory-safe") {
            let mask := 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff
            let bit := 0x0000000000000001000000000000000000000000000000010000000000000000
            let count := mload(add(column, 32))
            let place := add(mload(add(column, 128)), shl(3, from))
            let end := add(mload(add(column, 128)), shl(3, count))
            let below := sub(bit, or(low, shl(128, low)))
            let above := add(bit, or(high, shl(128, high)))
            let lanes := 0
            outside := count
            for {} iszero(gt(add(place, 32), end)) { place := add(place, 32) } {
                let word := calldataload(place)
                let even := and(word, mask)
                let odd := and(shr(64, word), mask)
                if xor(
                    bit,
                    and(and(add(even, below), sub(above, even)), and(and(add(odd, below), sub(above, odd)), bit))
                ) { break }
                lanes := add(lanes, add(even, odd))
            }
            sum := add(and(lanes, 0xffffffffffffffffffffffffffffffff), shr(128, lanes))
            // the rest one by one: fewer than four values, or a word with a value outside
            for {} lt(place, end) { place := add(place, 8) } {
                let v := shr(192, calldataload(place))
                if or(lt(v, low), gt(v, high)) {
                    outside := shr(3, sub(place, mload(add(column, 128))))
                    break
                }
                sum := add(sum, v)
            }
        }
    }
}
