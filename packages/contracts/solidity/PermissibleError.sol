// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title What a relative error costs
library PermissibleError {
    /// @notice Share of a magnitude by a relative error at 1e18, rounded up.
    function share(uint256 magnitude, uint256 relative) internal pure returns (uint256) {
        return (magnitude * relative + 1e18 - 1) / 1e18;
    }

    /// @notice Against the claim: baseline down, project and leakage up.
    function signed(uint8 role, uint256 magnitude) internal pure returns (int256) {
        return role == 1 ? -int256(magnitude) : int256(magnitude);
    }

    /// @notice Absolute amount.
    function absolute(int256 amount) internal pure returns (uint256) {
        return uint256(amount < 0 ? -amount : amount);
    }
}
