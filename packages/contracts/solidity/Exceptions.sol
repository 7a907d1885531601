// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Intake} from "./Intake.sol";

/// @title Decisions on exceptions
/// @notice States: 1 noted, 2 held3, 3 justified3, 4 released3, 5 resubmitted, 6 withdrawn, 7 held4, 8 reported4,
/// 9 released4, 10 awaiting corrected data. 2, 3, 7 and 8 keep the intake closed; a day waits for these, 4 and 10. While
/// corrected data is awaited, the party that asked for it may still decide otherwise, as in state 4 or 8.
abstract contract Exceptions is Intake {
    uint8 private constant AWAITING = 10;

    /// @notice The next state of the exception depends on a batch: it takes the place of the data that was judged.
    event CorrectionExpected(uint256 indexed exception, bytes32 indexed digest);

    /// @notice No such exception.
    error UnknownException(uint256 id);
    /// @notice Not an action on an exception, or not possible in its state.
    error ActionRefused(string action, uint8 state);

    /// @notice Decides on an exception: Decision(action, exception, content) for justify, release, withdraw, file-report
    /// (proponent). A decision that accepts something signs it too: Decision(action, exception,
    /// keccak256(abi.encode(content, cited))), cited being the judged amount for resubmit (proponent), the filed report
    /// for send-back and release-zero, keccak256(abi.encode(report, amount)) for release-as-is (registry).
    /// @param exception Id of the exception, from 1.
    /// @param action What is decided.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function decide(uint256 exception, string calldata action, bytes32 content, uint64 nonce, bytes calldata sig)
        external
    {
        bytes32 hash = keccak256(bytes(action));
        (uint8 to, uint256 role) = _next(exception, action, hash);
        if (to == AWAITING) revert ActionRefused(action, exceptionOf[exception].state);
        bytes32 signed = content;
        int256 amount = exceptionOf[exception].amount;
        bytes32 report = reportOf[exception];
        if (to == 5) signed = _citing(content, bytes32(uint256(amount)));
        else if (to == 9) signed = _citing(content, keccak256(abi.encode(report, amount)));
        else if (role == REGISTRY) signed = _citing(content, report);
        address signer = _decide(hash, bytes32(exception), signed, nonce, sig, 1 << role);
        if (to == 8) reportOf[exception] = content;
        _move(exception, to, signer, content);
    }

    /// @notice Accepts a corrected batch in place of the data that was judged: resubmit-corrected (proponent, cites the
    /// digest) or release-corrected (registry, cites keccak256(abi.encode(report, digest))). The day waits for the batch,
    /// which is judged again.
    /// @param exception Id of the exception, from 1.
    /// @param action What is decided.
    /// @param digest Digest of the batch that is awaited.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function decideCorrected(
        uint256 exception,
        string calldata action,
        bytes32 digest,
        bytes32 content,
        uint64 nonce,
        bytes calldata sig
    ) external {
        bytes32 hash = keccak256(bytes(action));
        (uint8 to, uint256 role) = _next(exception, action, hash);
        if (to != AWAITING) revert ActionRefused(action, exceptionOf[exception].state);
        if (batches[digest] >> 255 != 0) revert DuplicateBatch(digest);
        if (correctionFor[digest] != 0) revert AlreadyAnnounced(digest);
        bytes32 cited = role == PROPONENT ? digest : keccak256(abi.encode(reportOf[exception], digest));
        address signer = _decide(hash, bytes32(exception), _citing(content, cited), nonce, sig, 1 << role);
        emit CorrectionExpected(exception, digest);
        _move(exception, AWAITING, signer, content);
        (correctionFor[digest], correctionOf[exception]) = (exception, digest);
    }

    function _move(uint256 exception, uint8 to, address signer, bytes32 content) internal override {
        uint8 from = exceptionOf[exception].state;
        exceptionOf[exception].state = to;
        if (from == AWAITING) delete correctionFor[correctionOf[exception]];
        if (_isClosing(from) && !_isClosing(to)) state.closing -= 1;
        if (!_isClosing(from) && _isClosing(to)) state.closing += 1;
        if (to == 5 || to == 6 || to == 9) {
            DayState storage known = dayState[exceptionOf[exception].day];
            known.unresolved -= 1;
            known.outcomes |= to == 6 ? 1 : to == 5 ? 2 : 4;
        }
        emit ExceptionMoved(exception, from, to, signer, content);
    }

    function _citing(bytes32 content, bytes32 cited) private pure returns (bytes32) {
        return keccak256(abi.encode(content, cited));
    }

    /// @dev Next state and role of the signer; reverts unless the action fits the exception's state.
    function _next(uint256 exception, string calldata action, bytes32 hash)
        private
        view
        returns (uint8 to, uint256 role)
    {
        uint8 from = exceptionOf[exception].state;
        if (from == 0) revert UnknownException(exception);
        uint8 needed;
        (needed, to, role) = _transition(hash);
        bool fits = needed == from || (from == AWAITING && needed == (exceptionOf[exception].level == 4 ? 8 : 4));
        if (!fits) revert ActionRefused(action, from);
    }

    /// @dev Needed state, next state and role of the signer. State 0 fits no exception.
    function _transition(bytes32 action) private pure returns (uint8 needed, uint8 to, uint256 role) {
        if (action == keccak256("justify")) return (2, 3, PROPONENT);
        if (action == keccak256("release")) return (3, 4, PROPONENT);
        if (action == keccak256("resubmit")) return (4, 5, PROPONENT);
        if (action == keccak256("resubmit-corrected")) return (4, AWAITING, PROPONENT);
        if (action == keccak256("withdraw")) return (4, 6, PROPONENT);
        if (action == keccak256("file-report")) return (7, 8, PROPONENT);
        if (action == keccak256("send-back")) return (8, 7, REGISTRY);
        if (action == keccak256("release-as-is")) return (8, 9, REGISTRY);
        if (action == keccak256("release-corrected")) return (8, AWAITING, REGISTRY);
        if (action == keccak256("release-zero")) return (8, 6, REGISTRY);
    }

    function _isClosing(uint8 exceptionState) private pure returns (bool) {
        return exceptionState == 2 || exceptionState == 3 || exceptionState == 7 || exceptionState == 8;
    }
}
