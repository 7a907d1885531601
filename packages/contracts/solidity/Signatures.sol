// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {LedgerState} from "./LedgerState.sol";

/// @title EIP-712 signatures of a project's parties
/// @notice Authority comes from the signer, never from the sender of the transaction.
abstract contract Signatures is LedgerState {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant DECISION_TYPE =
        keccak256("Decision(string action,bytes32 subject,bytes32 content,uint64 nonce)");
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice A signature is not 65 bytes, has a high s or a v other than 27 and 28, or recovers nobody.
    error InvalidSignature();
    /// @notice The signer has no such authority: unknown, of another role, or not in force.
    error NotAuthorised(address signer, uint8 role);
    /// @notice The nonce is not the signer's next.
    error NonceMismatch(address signer, uint64 expected);

    /// @dev Separator of the ledger's domain: code that runs on its storage has the ledger's address too.
    function _domain() internal view virtual returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("TCCTV"), keccak256("1"), block.chainid, address(this)));
    }

    /// @dev Digest of a typed struct in this ledger's domain.
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", _domain(), structHash));
    }

    /// @dev Signer of a digest.
    function _recover(bytes32 digest, bytes calldata signature) internal pure returns (address signer) {
        if (signature.length != 65) revert InvalidSignature();
        bytes32 r = bytes32(signature[0:32]);
        bytes32 s = bytes32(signature[32:64]);
        uint8 v = uint8(signature[64]);
        if (uint256(s) > HALF_ORDER || (v != 27 && v != 28)) revert InvalidSignature();
        signer = ecrecover(digest, v, r, s);
        if (signer == address(0)) revert InvalidSignature();
    }

    /// @dev Reverts unless the key is in force with one of the roles (bit r of the mask = role r).
    function _require(address signer, uint256 roles) internal view returns (Party storage party) {
        party = parties[signer];
        if (!_inForce(party) || (roles >> party.role) & 1 == 0) revert NotAuthorised(signer, party.role);
    }

    /// @dev Whether the key is valid now.
    function _inForce(Party storage party) internal view returns (bool) {
        return party.role != 0 && party.validTo == 0 && party.validFrom <= block.timestamp;
    }

    /// @dev `action` is the hash of its text. Checks a decision's signature, the signer's role and nonce, and uses the nonce up.
    function _decide(
        bytes32 action,
        bytes32 subject,
        bytes32 content,
        uint64 nonce,
        bytes calldata signature,
        uint256 roles
    ) internal returns (address signer) {
        bytes32 structHash = keccak256(abi.encode(DECISION_TYPE, action, subject, content, nonce));
        signer = _recover(_digest(structHash), signature);
        Party storage party = _require(signer, roles);
        if (party.nonce != nonce) revert NonceMismatch(signer, party.nonce);
        party.nonce = nonce + 1;
    }
}
