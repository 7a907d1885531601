// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {PddVersion} from "./PddVersion.sol";

/// @notice Amounts of each variable of a version, and of how many readings or intervals they are.
struct Sums {
    int256[] amounts;
    uint256[] counts;
}

/// @title What becomes of a variable's readings or intervals
library Aggregates {
    uint256 internal constant SUM = 0;
    uint256 internal constant MEAN_DOWN = 1;
    uint256 internal constant MEAN_UP = 2;
    uint256 internal constant LAST = 3;
    uint256 internal constant MIN = 4;
    uint256 internal constant MAX = 5;

    uint256 internal constant LANES = 0;
    uint256 internal constant INTERVALS = 7;

    /// @notice The aggregate of a variable; a sum if it has none.
    function kindOf(PddVersion memory v, uint256 variable) internal pure returns (uint256) {
        uint256 source = v.variables[variable].source;
        if (source != LANES && source != INTERVALS) return SUM;
        return uint256(v.variables[variable].amount) & 0xff;
    }

    /// @notice Adds one more amount to those of a variable, of which there are `count`. A mean is kept as the sum.
    function joined(uint256 aggregate, int256 before, uint256 count, int256 next) internal pure returns (int256) {
        if (aggregate < LAST) return before + next;
        if (count == 0 || aggregate == LAST) return next;
        return (aggregate == MIN) == (next < before) ? next : before;
    }

    /// @notice What a program reads: of a mean the quotient, rounded as it says, and 0 of nothing.
    function read(uint256 aggregate, int256 amount, uint256 count) internal pure returns (int256) {
        if (aggregate != MEAN_DOWN && aggregate != MEAN_UP) return amount;
        if (count == 0) return 0;
        int256 rest = amount % int256(count);
        int256 quotient = amount / int256(count);
        if (aggregate == MEAN_DOWN) return rest < 0 ? quotient - 1 : quotient;
        return rest > 0 ? quotient + 1 : quotient;
    }

    /// @notice Place of a variable among the inputs of interval equations, plus one; 0 if it is none.
    function inputOf(PddVersion memory v, uint256 variable) internal pure returns (uint256) {
        for (uint256 i; i < v.interval.inputs.length; ++i) {
            if (v.interval.inputs[i] == variable) return i + 1;
        }
        return 0;
    }

    /// @notice Whether a day's evaluation needs the readings of a lane: of others their sum and number are enough.
    function needsReadings(PddVersion memory v, uint256 lane) internal pure returns (bool) {
        uint256 variable = v.lanes[lane].variableIndex;
        return kindOf(v, variable) > MEAN_UP || inputOf(v, variable) > 0;
    }
}
