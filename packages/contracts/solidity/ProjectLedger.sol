// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {AlertNotes} from "./AlertNotes.sol";
import {Exceptions} from "./Exceptions.sol";
import {Findings} from "./Findings.sol";
import {LedgerState} from "./LedgerState.sol";
import {PddRegistry} from "./PddRegistry.sol";
import {Spine} from "./Spine.sol";
import {SpineRecords} from "./SpineRecords.sol";

/// @title Ledger of one carbon project
/// @notice Everything that decides a tonne is a transaction here. Anyone may send; authority is in the signatures.
contract ProjectLedger is PddRegistry, Exceptions, Findings, AlertNotes, SpineRecords {
    /// @notice A key of the project's first parties.
    struct FirstParty {
        address key;
        uint8 role;
    }

    /// @dev Of each state of a period from 0 on: role that moves it there, and bits of the states that it may come from.
    bytes27 private constant MOVES = hex"000000_020001_02008e_050084_050008_020010_040020_040020_040140";
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

    /// @notice A key can't be zero, change its role, be revoked when it isn't in force, or revoke itself: so the
    /// registry always has one.
    error KeyRefused(address key);
    /// @notice No such role.
    error UnknownRole(uint8 role);
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
    bytes32 private immutable DOMAIN;

    /// @notice Names interpreter, rules and spine, and the first keys.
    constructor(address quantifier_, address rules_, address spine_, FirstParty[] memory first)
        LedgerState(quantifier_, rules_)
    {
        spine = spine_;
        DOMAIN = super._domain();
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
    /// @return measured Inputs as measured, at 1e18.
    /// @return withdrawn Inputs that count of a withdrawn day, else none.
    function dayInputs(uint32) external returns (int256[] memory measured, int256[] memory withdrawn) {
        return abi.decode(_runSpine(msg.data), (int256[], int256[]));
    }

    /// @notice Evaluates the day in hand with coefficients of the period: see {Spine-evaluateDayWith}. Signed by the
    /// service over all inputs of the evaluation: Decision("coefficients", day, content). Whoever verifies computes them.
    /// @param day Local day, counted from 1970-01-01.
    /// @param coefficients Of the period, in the order of the variables, at 1e18.
    /// @param others The same of a withdrawn day, else none.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
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

    /// @notice Says what an alert of the anomaly model was: see {Alerts-note}.
    function note(string calldata, bytes32, bytes32, uint64, bytes calldata) external {
        _runSpine(msg.data);
    }

    /// @notice Records the calibration of a meter on a local day, and the relative error that it found (at 1e18):
    /// Decision("calibrate", meter, keccak256(abi.encode(day, relative, certificate))) by the proponent.
    /// @param meter Id of the meter.
    /// @param day Local day, counted from 1970-01-01.
    /// @param relative Error found, relative, at 1e18; its sign does not matter.
    /// @param certificate Hash of the certificate.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
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
        // The address is immutable and the storage the ledger's own: that is what the spine is for.
        // solhint-disable-next-line avoid-low-level-calls
        (done, answer) = spine.delegatecall(input);
        if (done) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    /// @notice Heads of a vintage to date (baseline, project, leakage, reduction), whether it is complete, and the
    /// eligible quantity then.
    /// @param year Vintage.
    /// @return heads Baseline, project, leakage and reduction, tCO2e at 1e18.
    /// @return recorded Whether the vintage is complete.
    /// @return eligible Quantity of its records, tCO2e at 1e18.
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
    /// @param vintage Calendar year of the local day.
    /// @return State, 0 to 8.
    /// @return Verified quantity, or what of an issuance stands, tCO2e at 1e18.
    function periods(uint16 vintage) external view returns (uint8, int256) {
        Period storage period = periodOf[_key(vintage)];
        return (period.state, period.statement);
    }

    /// @notice Adds or revokes a key: Decision("set-key", key, keccak256(abi.encode(role, active))). Signed by the
    /// registry; by the proponent for meters, by the operator for service and report keys.
    /// @param key Address of the key.
    /// @param role 1 operator, 2 proponent, 3 meter, 4 registry, 5 verifier, 6 service, 7 report.
    /// @param active Whether it is added; false revokes it.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function setKey(address key, uint8 role, bool active, uint64 nonce, bytes calldata sig) external {
        uint256 signers = role == METER ? PROPONENT : role == SERVICE || role == REPORT ? OPERATOR : REGISTRY;
        bytes32 subject = bytes32(uint256(uint160(key)));
        address signer =
            _decide(keccak256("set-key"), subject, keccak256(abi.encode(role, active)), nonce, sig, 1 << signers);
        if (signer == key) revert KeyRefused(key);
        _setKey(key, role, active);
    }

    /// @notice Moves the project to a stage: Decision("set-stage", stage, reference).
    /// @param stage 2 trial, 3 under-review, 4 live, 5 closed.
    /// @param reference_ Hash of the reason.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function setStage(uint8 stage, bytes32 reference_, uint64 nonce, bytes calldata sig) external {
        uint8 from = state.stage;
        bool byProponent = (from == 1 && stage == TRIAL) || (from == TRIAL && stage == UNDER_REVIEW);
        bool byRegistry = (from == UNDER_REVIEW && (stage == TRIAL || stage == LIVE)) || (from != CLOSED && stage == CLOSED);
        if (!byProponent && !byRegistry) revert StageForbids(from);
        uint256 role = byProponent ? PROPONENT : REGISTRY;
        address signer = _decide(keccak256("set-stage"), bytes32(uint256(stage)), reference_, nonce, sig, 1 << role);
        if (stage == LIVE) {
            _checkFindings(0);
            _beginLiveSpine();
        }
        state.stage = stage;
        emit StageSet(stage, signer, reference_);
    }

    /// @notice Records the anomaly model in use: Decision("record-model", cardHash, modelHash) by the operator.
    /// @param cardHash Hash of the model card.
    /// @param modelHash Hash of the model.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function recordModel(bytes32 cardHash, bytes32 modelHash, uint64 nonce, bytes calldata sig) external {
        _decide(keccak256("record-model"), cardHash, modelHash, nonce, sig, 1 << OPERATOR);
        emit ModelRecorded(cardHash, modelHash);
    }

    /// @notice Records a report: Decision("record-report", manifestHash, snapshotBlock) by the report key.
    /// @param manifestHash Hash of the report's manifest.
    /// @param snapshotBlock Block that it was made from.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function recordReport(bytes32 manifestHash, uint64 snapshotBlock, uint64 nonce, bytes calldata sig) external {
        _decide(keccak256("record-report"), manifestHash, bytes32(uint256(snapshotBlock)), nonce, sig, 1 << REPORT);
        emit ReportRecorded(manifestHash, snapshotBlock);
    }

    /// @notice Stores a co-signed block: Checkpoint(number, blockHash, stateRoot) by registry or verifier. The hash is
    /// compared if the block is at most 256 old; the state root is not checked here.
    /// @param number Of the block.
    /// @param blockHash Hash of the block.
    /// @param stateRoot State root of the block.
    /// @param sig Signature of the checkpoint by registry or verifier.
    function checkpoint(uint64 number, bytes32 blockHash, bytes32 stateRoot, bytes calldata sig) external {
        bytes32 structHash = keccak256(abi.encode(CHECKPOINT_TYPE, number, blockHash, stateRoot));
        address signer = _recover(_digest(structHash), sig);
        _require(signer, (1 << REGISTRY) | (1 << VERIFIER));
        bool old = uint256(number) + 256 < block.number;
        if (number >= block.number || (!old && blockhash(number) != blockHash)) revert CheckpointMismatch(number);
        emit Checkpointed(number, blockHash, stateRoot, signer);
    }

    /// @notice Moves a vintage: Decision("move-period", vintage, keccak256(abi.encode(to, content, quantity))).
    /// A statement confirms or lowers the calculated quantity, an issuance the statement. A report has a new version as
    /// long as there is no statement on it. Errors found after issuance are compensated or cancelled by their quantity.
    /// @param vintage Calendar year of the local day.
    /// @param to State to move to.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param quantity tCO2e at 1e18; 0 where the state states none.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function movePeriod(uint16 vintage, uint8 to, bytes32 content, int256 quantity, uint64 nonce, bytes calldata sig)
        external
    {
        Period storage period = periodOf[_key(vintage)];
        uint256 role = _periodSigner(period.state, to);
        bytes32 hash = keccak256(abi.encode(to, content, quantity));
        address signer = _decide(keccak256("move-period"), bytes32(uint256(vintage)), hash, nonce, sig, 1 << role);
        if (to == 1 && !vintages[_key(vintage)].recorded) revert VintageNotRecorded(vintage);
        if (to == 4) {
            _checkFindings(vintage);
            _checkQuantity(quantity, vintages[_key(vintage)].eligible);
            period.statement = quantity;
        } else if (to == 6) {
            if (state.stage != LIVE) revert NotIssuable(state.stage);
            _checkQuantity(quantity, period.statement);
            period.statement = quantity;
        } else if (to == 8) {
            _checkQuantity(quantity, period.statement);
            period.statement -= quantity;
        }
        period.state = to;
        emit PeriodMoved(vintage, to, content, quantity, signer);
    }

    /// @dev Live vintages begin on the first day without readings of the trial, with nothing carried over.
    function _beginLiveSpine() private {
        if (state.closing != 0) revert IntakeSuspended(state.closing);
        uint32 first = state.nextDay;
        if (state.lastBatchDay != 0 && state.lastBatchDay >= first) first = state.lastBatchDay + 1;
        address[] memory versions = _inForceOn(first, uint256(type(uint32).max) + 1);
        for (uint256 i; i < versions.length; ++i) {
            _checkMayBeLive(versions[i]);
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

    function _periodSigner(uint8 from, uint8 to) private pure returns (uint256 role) {
        uint256 row = uint24(bytes3(MOVES << (uint256(to) * 24))); // behind the last row: no state to come from
        if ((row >> from) & 1 == 0) revert PeriodRefused(from, to);
        return row >> 16;
    }

    function _checkQuantity(int256 quantity, int256 most) private pure {
        if (quantity < 0 || quantity > most) revert QuantityRefused(quantity, most);
    }

    /// @dev Computed once: most transactions check a signature.
    function _domain() internal view override returns (bytes32) {
        return DOMAIN;
    }
}
