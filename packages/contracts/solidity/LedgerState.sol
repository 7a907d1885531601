// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {DataContract} from "./DataContract.sol";
import {IQuantifier} from "./IQuantifier.sol";
import {IRules} from "./IRules.sol";
import {PddVersion} from "./PddVersion.sol";

/// @title Storage of a ledger, PDD versions in force and exceptions: what every part shares
/// @notice ALL storage of a ledger stands here, because the Spine's code runs on it by DELEGATECALL: both contracts
/// inherit the same layout, and nothing else may declare a storage variable.
abstract contract LedgerState {
    /// @notice The head of the project. `nextDay` 0: nothing advanced yet.
    struct State {
        uint8 stage; // 1 provisioned 2 trial 3 under-review 4 live 5 closed
        uint32 closing; // exceptions that keep the intake closed
        uint32 nextDay; // day in hand: first day not advanced
        uint32 lastBatchDay;
        uint40 exceptions; // number of exceptions ever opened
        uint32 closedThrough; // last day that the proponent closed
        uint16 spine; // 0 in trial; live begins another
        uint32 findings; // number of findings ever raised
    }

    /// @notice What verifier or registry ask for: kinds and states stand with {Findings}.
    struct Finding {
        uint8 kind;
        uint8 state;
        uint8 raisedBy; // role
        uint16 vintage; // 0: of the project
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
        uint40 voidTo; // exceptions up to this one cover nothing: the data was corrected since
    }

    /// @notice Sum, number and flagged number of a lane's readings of a day, and the end of the last interval.
    struct Slot {
        int128 sum;
        uint32 count;
        uint32 flagged;
        uint40 endS;
    }

    /// @notice What a vintage has reached: present segment, heads of segments before, and its record when complete.
    struct Vintage {
        uint32 firstDay; // of the segment; 0 = not begun
        uint256 pddIndex; // of the segment
        int256[4] base; // heads of earlier segments
        int256[] inputs; // of the segment: sums, and of variables that are none what is left of their readings
        uint256[] counts; // of readings or intervals in these, where there are other aggregates than sums
        int256[] rounded; // per equation, of the segment
        bool recorded; // complete: all its days are in a record
        uint16 records; // more than one if a renewed crediting period goes on in the same year
        int256 counted; // reduction in the latest record
        int256 eligible; // of all records
    }

    /// @notice A calibration of a meter and the error it found, relative, at 1e18; the sign does not matter.
    struct Calibration {
        uint32 day;
        uint64 found;
    }

    /// @notice What a lane measured up to a day while its meter was overdue, and what was taken off or added for it.
    struct OverdueDay {
        uint32 day;
        uint224 measured; // Σ of the days' magnitudes, at 1e18
        uint256 borne;
    }

    /// @notice Days that a lane measured while its meter was overdue: a later calibration may find more, or lie before them.
    struct Overdue {
        uint256 calibrations; // of the meter that the days not yet settled have seen
        uint256 settled; // days from the first that are done with
        OverdueDay[] list;
    }

    /// @notice Amount of a complete vintage; `known` tells 0 from nothing.
    struct Recorded {
        bool known;
        int248 amount;
    }

    /// @notice Monitoring and issuance of a vintage: 0 open 1 frozen 2 reported 3 under-verification 4 verified
    /// 5 issuance-requested 6 issued 7 returned 8 compensated. `statement` is the verified quantity; once issued, what
    /// was issued, less what was compensated or cancelled since.
    struct Period {
        uint8 state;
        int256 statement;
    }

    /// @notice Role of a key and the interval in which it is valid; validTo 0 = in force.
    struct Party {
        uint8 role;
        uint40 validFrom;
        uint40 validTo;
        uint64 nonce; // next nonce of decisions
        uint64 sequence; // highest sequence of batches
    }

    uint8 internal constant OPERATOR = 1;
    uint8 internal constant PROPONENT = 2;
    uint8 internal constant METER = 3;
    uint8 internal constant REGISTRY = 4;
    uint8 internal constant VERIFIER = 5;
    uint8 internal constant SERVICE = 6;
    uint8 internal constant REPORT = 7;

    uint8 internal constant TRIAL = 2;
    uint8 internal constant UNDER_REVIEW = 3;
    uint8 internal constant LIVE = 4;
    uint8 internal constant CLOSED = 5;

    /// @notice The interpreter of this ledger.
    IQuantifier public immutable quantifier;
    /// @notice What judges versions and batches.
    IRules public immutable rules;
    /// @notice Keys of the parties, with their next nonce and highest sequence.
    mapping(address key => Party) public parties;
    /// @notice Stage, suspension and spine.
    State public state;
    /// @notice Exceptions by id, from 1.
    mapping(uint256 id => ExceptionRecord) public exceptionOf;
    /// @notice Cases and outcomes of a day.
    mapping(uint32 day => DayState) public dayState;
    /// @notice Latest exception of a limit on a day.
    mapping(uint32 day => mapping(uint16 limit => uint256 id)) internal latestException;

    /// @notice Sums by day and lane.
    mapping(uint32 day => mapping(uint16 lane => Slot)) public slots;
    /// @notice Bit 255: committed; bit 254: was announced and given up. If announced while withheld: its day in bits 40 to
    /// 71, the time in the low 40 bits.
    mapping(bytes32 digest => uint256) public batches;
    mapping(uint256 spineAndVintage => Vintage) internal vintages;
    /// @notice Remainder or deficit carried to the next vintage, at 1e18.
    int256 public carried;
    mapping(uint256 spineAndVintage => Period) internal periodOf;
    /// @notice End of the last interval that a lane has, by keccak256(abi.encode(parameter, meter)).
    mapping(bytes32 lane => uint40) internal laneEndS;
    /// @notice Batches of a day that were announced and are not there yet.
    mapping(uint32 day => uint32) public withheldOn;
    /// @notice Report that the proponent filed on an exception.
    mapping(uint256 exception => bytes32) public reportOf;
    /// @notice Exception whose decision expects this batch instead of the day's data.
    mapping(bytes32 digest => uint256 exception) internal correctionFor;
    /// @notice The batch that an exception awaits.
    mapping(uint256 exception => bytes32 digest) internal correctionOf;
    /// @notice Calibrations of a meter on the chain, by day.
    mapping(bytes32 meter => Calibration[]) internal calibrations;
    /// @notice Overdue days of a lane, by keccak256(abi.encode(parameter, meter, spine)).
    mapping(bytes32 lane => Overdue) internal overdue;
    /// @notice Amounts of complete vintages that later ones go back to, at 1e18, by series, spine and year.
    mapping(bytes32 series => mapping(uint256 spineAndYear => Recorded)) public recordedAmounts;

    /// @notice Hash over a lane's columns of a day, one after the other, where an evaluation needs the readings.
    mapping(uint32 day => mapping(uint16 lane => bytes32)) internal readingsOf;

    mapping(uint256 number => Finding) internal findingOf;
    /// @dev Open requests for correction or clarification.
    mapping(uint16 vintage => uint256) internal openFindings;
    /// @dev Whether a verifier gave its opinion on a proposed version.
    mapping(uint256 pdd => bool) internal opined;

    address[] internal pdds;
    uint256[] internal approvals; // index << 32 | fromDay, in order of approval

    /// @notice A limit was violated. Level 2 is only noted.
    event ExceptionOpened(
        uint256 indexed id, uint32 indexed day, uint16 limit, uint8 level, int256 amount, int256 low, int256 high
    );
    /// @notice An exception changed its state.
    event ExceptionMoved(uint256 indexed id, uint8 from, uint8 to, address signer, bytes32 content);

    /// @notice The day has no readings, and no later day has any: its data may still come.
    error DayWithoutData(uint32 day);
    /// @notice Batches of this day were announced and are not there yet.
    error WithheldFirst(uint32 day, uint32 missing);
    /// @notice The stage of the project does not allow this.
    error StageForbids(uint8 stage);
    /// @notice No approved PDD version covers the day.
    error NoPddInForce(uint256 day);

    constructor(address quantifier_, address rules_) {
        quantifier = IQuantifier(quantifier_);
        rules = IRules(rules_);
    }

    /// @notice Number of PDD versions proposed.
    /// @return Versions proposed so far, approved or not.
    function pddCount() external view returns (uint256) {
        return pdds.length;
    }

    /// @notice abi.encode of a proposed PDD version.
    /// @param index Of the version, in order of proposal.
    /// @return The bytes that the proponent signed.
    function pdd(uint256 index) external view returns (bytes memory) {
        return DataContract.read(pdds[index]);
    }

    /// @notice Index of the version in force on a local day: the latest approved with fromDay ≤ day.
    /// @param day Local day, counted from 1970-01-01.
    /// @return Of the version, in order of proposal.
    function pddInForce(uint32 day) external view returns (uint256) {
        return _indexInForce(day);
    }

    /// @dev Where a vintage of the present spine stands: records of the trial do not count when the project is live.
    function _key(uint256 vintage) internal view returns (uint256) {
        return (uint256(state.spine) << 16) | vintage;
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

    /// @dev Versions in force on any day of [from, until).
    function _inForceOn(uint256 from, uint256 until) internal view returns (address[] memory places) {
        places = new address[](approvals.length);
        uint256 count;
        for (uint256 i = approvals.length; i > 0 && until > from; --i) {
            uint256 begins = uint32(approvals[i - 1]);
            if (begins >= until) continue;
            places[count++] = pdds[approvals[i - 1] >> 32];
            until = begins;
        }
        assembly ("memory-safe") {
            mstore(places, count)
        }
    }

    /// @dev Opens an exception unless the limit already has one of this level or higher on this day, which covers what was
    /// judged: of a day's amount (`isExact`) only that one, of readings those no farther out. Corrected data is covered by nothing.
    /// @return opened Whether a new one was opened.
    function _open(uint32 day, uint16 limit, uint8 level, int256 amount, int256 low, int256 high, bool isExact)
        internal
        returns (bool opened)
    {
        uint256 latest = latestException[day][limit];
        if (latest > dayState[day].voidTo && exceptionOf[latest].level >= level) {
            int256 judged = exceptionOf[latest].amount;
            if (amount == judged || (!isExact && (amount > high ? amount < judged : amount > judged))) return false;
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
