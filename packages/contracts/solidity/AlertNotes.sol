// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// @title Answers of {Alerts}, which runs on the ledger's storage
abstract contract AlertNotes {
    /// @notice A party said what an alert was.
    event Noted(string kind, bytes32 indexed subject, bytes32 content, address signer);
    /// @notice Not a kind of note.
    error UnknownNote(string kind);
}
