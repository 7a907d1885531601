// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Bound, Limit} from "./PddVersion.sol";

/// @title Tolerance: which range holds, and how far an amount lies outside
library Tolerance {
    uint256 internal constant ROW_BYTES = 64;
    uint16 internal constant NO_DIVISOR = 0xffff;

    /// @notice Rows that a limit has, 0 for an unknown `by`.
    function rowsOf(uint256 by) internal pure returns (uint256) {
        if (by == 0) return 1;
        if (by == 1) return 12;
        if (by == 2) return 7;
        if (by == 3) return 24;
        return by == 4 ? 288 : 0;
    }

    /// @notice The row that holds on a local day in an hour (0..23). Day 0 was a Thursday; weeks begin on Monday.
    function boundAt(Limit memory limit, uint256 day, uint256 month, uint256 hour)
        internal
        pure
        returns (Bound memory)
    {
        uint256 by = limit.by;
        if (by == 0) return boundOf(limit, 0);
        if (by == 1) return boundOf(limit, month - 1);
        if (by == 2) return boundOf(limit, (day + 3) % 7);
        return boundOf(limit, by == 3 ? hour : (month - 1) * 24 + hour);
    }

    /// @notice A row of a limit whose form was checked.
    function boundOf(Limit memory limit, uint256 row) internal pure returns (Bound memory bound) {
        bytes memory rows = limit.bounds;
        uint256 range;
        uint256 margins;
        assembly ("memory-safe") {
            let place := add(add(rows, 32), mul(row, ROW_BYTES))
            range := mload(place)
            margins := mload(add(place, 32))
        }
        bound.low = int128(uint128(range >> 128));
        bound.high = int128(uint128(range));
        bound.first = int128(uint128(margins >> 128));
        bound.second = int128(uint128(margins));
    }

    /// @notice Case 1..4 of an amount. Monotone in the distance to the nearer end of the range.
    function caseOf(Bound memory bound, int256 amount) internal pure returns (uint256) {
        return _caseOf(bound.low, bound.high, bound.first, bound.second, amount);
    }

    /// @notice How far an amount lies outside of a row's range; 0 inside.
    function distanceOf(Bound memory bound, int256 amount) internal pure returns (int256) {
        return _distance(bound.low, bound.high, amount);
    }

    /// @notice Case of a quotient of two quantities, exactly: both sides are multiplied by the divisor. 0/0 is in range,
    /// anything else over 0 is beyond every margin.
    /// @return level Case 1..4.
    /// @return quotient At 1e18, rounded away from the range; the ends of int256 for a divisor of 0.
    function ratioCase(Bound memory bound, int256 amount, int256 divisor)
        internal
        pure
        returns (uint256 level, int256 quotient)
    {
        if (divisor == 0) {
            if (amount == 0) return (1, 0);
            return (4, amount > 0 ? type(int256).max : type(int256).min);
        }
        if (divisor < 0) (amount, divisor) = (-amount, -divisor);
        amount *= 1e18;
        int256 high = bound.high * divisor;
        level = _caseOf(bound.low * divisor, high, bound.first * divisor, bound.second * divisor, amount);
        quotient = amount / divisor;
        if (quotient * divisor < amount && amount > high) ++quotient;
        else if (quotient * divisor > amount && amount <= high) --quotient;
    }

    function _caseOf(int256 low, int256 high, int256 first, int256 second, int256 amount)
        private
        pure
        returns (uint256)
    {
        int256 distance = _distance(low, high, amount);
        if (distance == 0) return 1;
        if (distance <= first) return 2;
        return distance <= second ? 3 : 4;
    }

    function _distance(int256 low, int256 high, int256 amount) private pure returns (int256) {
        return amount > high ? amount - high : amount < low ? low - amount : int256(0);
    }
}
