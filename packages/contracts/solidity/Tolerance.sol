// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Bound, Limit} from "./PddVersion.sol";

/// @title Tolerance of kind range
library Tolerance {
    /// @notice Bound of a limit in a month (1..12).
    function boundOf(Limit memory limit, uint256 month) internal pure returns (Bound memory) {
        return limit.bounds[limit.bounds.length == 1 ? 0 : month - 1];
    }

    /// @notice Case 1..4 of an amount. Monotone in the distance to the nearer end of the range.
    function caseOf(Bound memory bound, int256 amount) internal pure returns (uint256) {
        int256 distance = amount > bound.high
            ? amount - bound.high
            : amount < bound.low ? int256(bound.low) - amount : int256(0);
        if (distance == 0) return 1;
        if (distance <= bound.first) return 2;
        return distance <= bound.second ? 3 : 4;
    }
}
