// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title Bytes kept as the code of a contract without behaviour
/// @notice Cheaper than storage slots from about three words on, and read with one EXTCODECOPY.
library DataContract {
    /// @notice The bytes do not fit into one contract (24,575 after the leading STOP).
    error DataTooLarge(uint256 length);

    /// @notice Writes the bytes once.
    /// @return place Address to read them from.
    function write(bytes memory data) internal returns (address place) {
        if (data.length > 24_575) revert DataTooLarge(data.length);
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP and the data
        bytes memory init = abi.encodePacked(hex"61", uint16(data.length + 1), hex"80600a3d393df300", data);
        assembly ("memory-safe") {
            place := create(0, add(init, 32), mload(init))
        }
        if (place == address(0)) revert DataTooLarge(data.length);
    }

    /// @notice The bytes written to `place`.
    function read(address place) internal view returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := sub(extcodesize(place), 1)
            data := mload(0x40)
            mstore(data, size)
            extcodecopy(place, add(data, 32), 1, size)
            mstore(0x40, and(add(add(data, size), 63), not(31)))
        }
    }
}
