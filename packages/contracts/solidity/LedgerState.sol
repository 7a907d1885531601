// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {DataContract} from "./DataContract.sol";
import {IQuantifier} from "./IQuantifier.sol";
import {PddVersion} from "./PddVersion.sol";
import {Signatures} from "./Signatures.sol";

/// @title Stages, PDD versions in force and exceptions: what every part of a ledger shares
abstract contract LedgerState is Signatures {
    /// @notice The head of the project. `nextDay` 0: nothing advanced yet.
    struct State {
        uint8 stage; // 1 provisioned 2 trial 3 under-review 4 live 5 closed
        uint32 closing; // exceptions that keep the intake closed
        uint32 nextDay; // day in hand: first day not advanced
        uint32 lastBatchDay;
        uint40 exceptions; // number of exceptions ever opened
    }

    /// @notice One limit violated on one day.
    struct ExceptionRecord {
        uint32 day;
        uint16 limit;
        uint8 level;
        uint8 state;
        int256 amount; // what was judged
    }

    /// @notice What is known of a day beyond its sums. Not written for a day without cases.
    struct DayState {
        uint8 level; // highest case so far, 0 = 1
        uint16 unresolved;
        uint16 revision; // records written while withheld
        uint8 outcomes; // bit 0 withdrawn, 1 released by proponent, 2 released by registry
    }

    uint8 internal constant TRIAL = 2;
    uint8 internal constant UNDER_REVIEW = 3;
    uint8 internal constant LIVE = 4;
    uint8 internal constant CLOSED = 5;

    /// @notice The interpreter of this ledger.
    IQuantifier public immutable quantifier;
    /// @notice Stage, suspension and spine.
    State public state;
    /// @notice Exceptions by id, from 1.
    mapping(uint256 id => ExceptionRecord) public exceptionOf;
    /// @notice Cases and outcomes of a day.
    mapping(uint32 day => DayState) public dayState;
    /// @notice Latest exception of a limit on a day.
    mapping(uint32 day => mapping(uint16 limit => uint256 id)) public latestException;

    address[] internal pdds;
    uint256[] internal approvals; // index << 32 | fromDay, in order of approval

    /// @notice A limit was violated. Level 2 is only noted.
    event ExceptionOpened(
        uint256 indexed id, uint32 indexed day, uint16 limit, uint8 level, int256 amount, int256 low, int256 high
    );
    /// @notice An exception changed its state.
    event ExceptionMoved(uint256 indexed id, uint8 from, uint8 to, address signer, bytes32 content);

    /// @notice The stage of the project does not allow this.
    error StageForbids(uint8 stage);
    /// @notice No approved PDD version covers the day.
    error NoPddInForce(uint256 day);

    /// @notice Number of PDD versions proposed.
    function pddCount() external view returns (uint256) {
        return pdds.length;
    }

    /// @notice abi.encode of a proposed PDD version.
    function pdd(uint256 index) external view returns (bytes memory) {
        return DataContract.read(pdds[index]);
    }

    /// @notice Index of the version in force on a local day: the latest approved with fromDay ≤ day.
    function pddInForce(uint32 day) external view returns (uint256) {
        return _indexInForce(day);
    }

    function _pdd(uint256 index) internal view returns (PddVersion memory) {
        return abi.decode(DataContract.read(pdds[index]), (PddVersion));
    }

    function _indexInForce(uint256 day) internal view returns (uint256) {
        for (uint256 i = approvals.length; i > 0; --i) {
            uint256 approval = approvals[i - 1];
            if (uint32(approval) <= day) return approval >> 32;
        }
        revert NoPddInForce(day);
    }

    /// @dev Opens an exception unless the limit already has one of this level or higher on this day; a decision on a
    /// day's amount (`bindsAmount`) covers that amount only: other data is judged again.
    /// @return opened Whether a new one was opened.
    function _open(uint32 day, uint16 limit, uint8 level, int256 amount, int256 low, int256 high, bool bindsAmount)
        internal
        returns (bool opened)
    {
        uint256 latest = latestException[day][limit];
        if (latest != 0 && exceptionOf[latest].level >= level) {
            if (!bindsAmount || exceptionOf[latest].amount == amount) return false;
        }
        uint256 id = ++state.exceptions;
        latestException[day][limit] = id;
        exceptionOf[id] = ExceptionRecord(day, limit, level, level == 2 ? 1 : level == 3 ? 2 : 7, amount);
        if (level > 2) {
            state.closing += 1;
            dayState[day].unresolved += 1;
        }
        emit ExceptionOpened(id, day, limit, level, amount, low, high);
        return true;
    }
}
