// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Exceptions} from "./Exceptions.sol";
import {LedgerState} from "./LedgerState.sol";
import {PddRegistry} from "./PddRegistry.sol";
import {Spine} from "./Spine.sol";
import {SpineRecords} from "./SpineRecords.sol";

/// @title Ledger of one carbon project
/// @notice Everything that decides a tonne is a transaction here. Anyone may send; authority is in the signatures.
contract ProjectLedger is PddRegistry, Exceptions, SpineRecords {
    /// @notice A key of the project's first parties.
    struct FirstParty {
        address key;
        uint8 role;
    }

    bytes32 private constant CHECKPOINT_TYPE = keccak256("Checkpoint(uint64 number,bytes32 blockHash,bytes32 stateRoot)");

    /// @notice A key was added (active) or revoked.
    event KeySet(address indexed key, uint8 role, bool active);
    /// @notice The project moved to a stage.
    event StageSet(uint8 stage, address signer, bytes32 reference_);
    /// @notice Vintages begin anew on this day (0: on the first of crediting); records before do not count.
    event SpineBegun(uint32 firstDay);
    /// @notice An anomaly model is in use from here on.
    event ModelRecorded(bytes32 cardHash, bytes32 modelHash);
    /// @notice A report was made from the chain at a block.
    event ReportRecorded(bytes32 indexed manifestHash, uint64 snapshotBlock);
    /// @notice A party co-signed a block.
    event Checkpointed(uint64 indexed number, bytes32 blockHash, bytes32 stateRoot, address signer);
    /// @notice A vintage moved in monitoring and issuance.
    event PeriodMoved(uint16 indexed vintage, uint8 to, bytes32 content, int256 quantity, address signer);
    /// @notice A finding was raised or closed.
    event Noted(string kind, bytes32 indexed subject, bytes32 content, address signer);

    /// @notice A key can't be zero, change its role, or be revoked when it isn't in force.
    error KeyRefused(address key);
    /// @notice No such role.
    error UnknownRole(uint8 role);
    /// @notice Not a kind of note.
    error UnknownKind(string kind);
    /// @notice The block is not before this one, or its hash is another.
    error CheckpointMismatch(uint64 number);
    /// @notice The period can't move like this.
    error PeriodRefused(uint8 from, uint8 to);
    /// @notice The vintage has no complete record yet.
    error VintageNotRecorded(uint16 vintage);
    /// @notice A quantity is negative or above what it may be at most.
    error QuantityRefused(int256 quantity, int256 most);
    /// @notice Nothing is issued outside of the stage live.
    error NotIssuable(uint8 stage);

    /// @notice Code of `quantifyDay`, run on this ledger's storage.
    address public immutable spine;

    /// @notice Names interpreter, rules and spine, and the first keys.
    constructor(address quantifier_, address rules_, address spine_, FirstParty[] memory first)
        LedgerState(quantifier_, rules_)
    {
        spine = spine_;
        state.stage = 1;
        for (uint256 i; i < first.length; ++i) {
            _setKey(first[i].key, first[i].role, true);
        }
    }

    /// @notice Evaluates the day in hand: see {Spine-quantifyDay}. Anyone may call; the result is determined.
    function quantifyDay(uint32) external {
        _runSpine(msg.data);
    }

    /// @notice Evaluates the day in hand with the readings that it needs: see {Spine-quantifyDayOver}. Anyone may call.
    function quantifyDayOver(uint32, bytes calldata) external {
        _runSpine(msg.data);
    }

    /// @notice Inputs of the day in hand: see {Spine-dayInputs}. To be read, not sent.
    function dayInputs(uint32) external returns (int256[] memory measured, int256[] memory withdrawn) {
        return abi.decode(_runSpine(msg.data), (int256[], int256[]));
    }

    /// @notice Evaluates the day in hand with coefficients of the period: see {Spine-evaluateDayWith}. Signed by the
    /// service over all inputs of the evaluation: Decision("coefficients", day, content). Whoever verifies computes them.
    function quantifyDayWith(
        uint32 day,
        int256[] calldata coefficients,
        int256[] calldata others,
        uint64 nonce,
        bytes calldata sig
    ) external {
        bytes memory answer = _runSpine(abi.encodeCall(Spine.evaluateDayWith, (day, coefficients, others)));
        bytes32 content = abi.decode(answer, (bytes32));
        _decide(keccak256("coefficients"), bytes32(uint256(day)), content, nonce, sig, 1 << SERVICE);
    }

    /// @notice Records the calibration of a meter on a local day, and the relative error that it found (at 1e18):
    /// Decision("calibrate", meter, keccak256(abi.encode(day, relative, certificate))) by the proponent.
    function calibrate(
        bytes32 meter,
        uint32 day,
        uint64 relative,
        bytes32 certificate,
        uint64 nonce,
        bytes calldata sig
    ) external {
        bytes32 content = keccak256(abi.encode(day, relative, certificate));
        address signer = _decide(keccak256("calibrate"), meter, content, nonce, sig, 1 << PROPONENT);
        Calibration[] storage known = calibrations[meter];
        bool later = known.length == 0 || day > known[known.length - 1].day;
        if (!later || relative > 1e18 || uint256(day) > block.timestamp / 86_400 + 1) revert CalibrationRefused(meter, day);
        known.push(Calibration(day, relative));
        emit Calibrated(meter, day, relative, certificate, signer);
    }

    /// @dev Runs a call of the spine on this ledger's storage.
    function _runSpine(bytes memory input) private returns (bytes memory answer) {
        bool done;
        (done, answer) = spine.delegatecall(input);
        if (done) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    /// @notice Heads of a vintage to date (baseline, project, leakage, reduction), whether it is complete, and the
    /// eligible quantity then.
    function vintageTotals(uint16 year)
        external
        view
        returns (int256[4] memory heads, bool recorded, int256 eligible)
    {
        Vintage storage vintage = vintages[_key(year)];
        heads = vintage.base;
        if (vintage.firstDay != 0) _addHeads(heads, _headsOf(rules.headsOf(pdds[vintage.pddIndex]), vintage.rounded));
        return (heads, vintage.recorded, vintage.eligible);
    }

    /// @notice State and verified quantity of a vintage.
    function periods(uint16 vintage) external view returns (uint8, int256) {
        Period storage period = periodOf[_key(vintage)];
        return (period.state, period.statement);
    }

    /// @notice Adds or revokes a key: Decision("set-key", key, keccak256(abi.encode(role, active))). Signed by the
    /// registry; by the proponent for meters, by the operator for service and report keys.
    function setKey(address key, uint8 role, bool active, uint64 nonce, bytes calldata sig) external {
        uint256 signers = role == METER ? PROPONENT : role == SERVICE || role == REPORT ? OPERATOR : REGISTRY;
        bytes32 subject = bytes32(uint256(uint160(key)));
        _decide(keccak256("set-key"), subject, keccak256(abi.encode(role, active)), nonce, sig, 1 << signers);
        _setKey(key, role, active);
    }

    /// @notice Moves the project to a stage: Decision("set-stage", stage, reference).
    function setStage(uint8 stage, bytes32 reference_, uint64 nonce, bytes calldata sig) external {
        uint8 from = state.stage;
        bool byProponent = (from == 1 && stage == TRIAL) || (from == TRIAL && stage == UNDER_REVIEW);
        bool byRegistry = (from == UNDER_REVIEW && (stage == TRIAL || stage == LIVE)) || (from != CLOSED && stage == CLOSED);
        if (!byProponent && !byRegistry) revert StageForbids(from);
        uint256 role = byProponent ? PROPONENT : REGISTRY;
        address signer = _decide(keccak256("set-stage"), bytes32(uint256(stage)), reference_, nonce, sig, 1 << role);
        if (stage == LIVE) _beginLiveSpine();
        state.stage = stage;
        emit StageSet(stage, signer, reference_);
    }

    /// @notice Records the anomaly model in use: Decision("record-model", cardHash, modelHash) by the operator.
    function recordModel(bytes32 cardHash, bytes32 modelHash, uint64 nonce, bytes calldata sig) external {
        _decide(keccak256("record-model"), cardHash, modelHash, nonce, sig, 1 << OPERATOR);
        emit ModelRecorded(cardHash, modelHash);
    }

    /// @notice Records a report: Decision("record-report", manifestHash, snapshotBlock) by the report key.
    function recordReport(bytes32 manifestHash, uint64 snapshotBlock, uint64 nonce, bytes calldata sig) external {
        _decide(keccak256("record-report"), manifestHash, bytes32(uint256(snapshotBlock)), nonce, sig, 1 << REPORT);
        emit ReportRecorded(manifestHash, snapshotBlock);
    }

    /// @notice Stores a co-signed block: Checkpoint(number, blockHash, stateRoot) by registry or verifier. The hash is
    /// compared if the block is at most 256 old; the state root is not checked here.
    function checkpoint(uint64 number, bytes32 blockHash, bytes32 stateRoot, bytes calldata sig) external {
        bytes32 structHash = keccak256(abi.encode(CHECKPOINT_TYPE, number, blockHash, stateRoot));
        address signer = _recover(_digest(structHash), sig);
        _require(signer, (1 << REGISTRY) | (1 << VERIFIER));
        bool old = uint256(number) + 256 < block.number;
        if (number >= block.number || (!old && blockhash(number) != blockHash)) revert CheckpointMismatch(number);
        emit Checkpointed(number, blockHash, stateRoot, signer);
    }

    /// @notice Moves a vintage: Decision("move-period", vintage, keccak256(abi.encode(to, content, quantity))).
    /// A statement confirms or lowers the calculated quantity, an issuance the statement.
    function movePeriod(uint16 vintage, uint8 to, bytes32 content, int256 quantity, uint64 nonce, bytes calldata sig)
        external
    {
        Period storage period = periodOf[_key(vintage)];
        uint256 role = _periodSigner(period.state, to);
        bytes32 hash = keccak256(abi.encode(to, content, quantity));
        address signer = _decide(keccak256("move-period"), bytes32(uint256(vintage)), hash, nonce, sig, 1 << role);
        if (to == 1 && !vintages[_key(vintage)].recorded) revert VintageNotRecorded(vintage);
        if (to == 4) {
            _checkQuantity(quantity, vintages[_key(vintage)].eligible);
            period.statement = quantity;
        } else if (to == 6) {
            if (state.stage != LIVE) revert NotIssuable(state.stage);
            _checkQuantity(quantity, period.statement);
        }
        period.state = to;
        emit PeriodMoved(vintage, to, content, quantity, signer);
    }

    /// @notice Raises or closes a finding, or says what an alert of the anomaly model was: Decision(kind, subject, content).
    /// Kinds "raise-finding", "close-finding", "confirm-alert", "dismiss-alert" by verifier or registry; "explain-alert",
    /// "reopen-alert" by the proponent too. An event only.
    function note(string calldata kind, bytes32 subject, bytes32 content, uint64 nonce, bytes calldata sig) external {
        bytes32 hash = keccak256(bytes(kind));
        uint256 roles = (1 << REGISTRY) | (1 << VERIFIER);
        if (hash == keccak256("explain-alert") || hash == keccak256("reopen-alert")) roles |= 1 << PROPONENT;
        else if (
            hash != keccak256("raise-finding") && hash != keccak256("close-finding")
                && hash != keccak256("confirm-alert") && hash != keccak256("dismiss-alert")
        ) revert UnknownKind(kind);
        address signer = _decide(hash, subject, content, nonce, sig, roles);
        emit Noted(kind, subject, content, signer);
    }

    /// @dev Live vintages begin on the first day without readings of the trial, with nothing carried over.
    function _beginLiveSpine() private {
        if (state.closing != 0) revert IntakeSuspended(state.closing);
        uint32 first = state.nextDay;
        if (state.lastBatchDay != 0 && state.lastBatchDay >= first) first = state.lastBatchDay + 1;
        address[] memory versions = _inForceOn(first, uint256(type(uint32).max) + 1);
        for (uint256 i; i < versions.length; ++i) {
            if (rules.isDemonstration(versions[i])) revert DemonstrationCannotGoLive();
        }
        (state.nextDay, carried) = (first, 0);
        state.spine += 1;
        emit SpineBegun(first);
    }

    function _setKey(address key, uint8 role, bool active) private {
        if (role == 0 || role > REPORT) revert UnknownRole(role);
        Party storage party = parties[key];
        bool fits = party.role == role || (active && party.role == 0);
        if (key == address(0) || !fits || active == _inForce(party)) revert KeyRefused(key);
        party.role = role;
        if (active) (party.validFrom, party.validTo) = (uint40(block.timestamp), 0);
        else party.validTo = uint40(block.timestamp);
        emit KeySet(key, role, active);
    }

    function _periodSigner(uint8 from, uint8 to) private pure returns (uint256) {
        if (from == 0 && to == 1) return PROPONENT;
        if (from == 1 && to == 2) return PROPONENT;
        if ((from == 2 || from == 7) && to == 3) return VERIFIER;
        if (from == 3 && to == 4) return VERIFIER;
        if (from == 4 && to == 5) return PROPONENT;
        if (from == 5 && (to == 6 || to == 7)) return REGISTRY;
        revert PeriodRefused(from, to);
    }

    function _checkQuantity(int256 quantity, int256 most) private pure {
        if (quantity < 0 || quantity > most) revert QuantityRefused(quantity, most);
    }
}
