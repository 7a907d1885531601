// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title What a project ledger asks of the interpreter
interface IQuantifier {
    /// @notice Results of every equation of a registered program, in order; scale 1e18.
    function evaluate(bytes32 hash, int256[] calldata variables)
        external
        view
        returns (int256[] memory unrounded, int256[] memory rounded);

    /// @notice How many variables a program reads (highest index + 1) and how many equations it has.
    function shapeOf(bytes32 hash) external view returns (uint256 variables, uint256 equations);

    /// @notice Runs a program for each of several rows of variables; rounded results row by row.
    function evaluateRows(bytes32 hash, int256[] calldata rows, uint256 count)
        external
        view
        returns (int256[] memory rounded);
}
