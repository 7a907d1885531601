// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title What a project ledger asks of the interpreter
interface IQuantifier {
    /// @notice Results of every equation of a registered program, in order; scale 1e18.
    /// @param hash Of the program.
    /// @param variables Inputs in order, at 1e18.
    /// @return unrounded Results of the equations.
    /// @return rounded The same, rounded as each equation says.
    function evaluate(bytes32 hash, int256[] calldata variables)
        external
        view
        returns (int256[] memory unrounded, int256[] memory rounded);

    /// @notice How many variables a program reads (highest index + 1) and how many equations it has.
    /// @param hash Of the program.
    /// @return variables Highest index read, plus 1.
    /// @return equations Number of results.
    function shapeOf(bytes32 hash) external view returns (uint256 variables, uint256 equations);

    /// @notice Runs a program for each of several rows of variables; rounded results row by row.
    /// @param hash Of the program.
    /// @param rows Rows of inputs, one after the other.
    /// @param count How many rows.
    /// @return rounded Rounded results, row by row.
    function evaluateRows(bytes32 hash, int256[] calldata rows, uint256 count)
        external
        view
        returns (int256[] memory rounded);
}
