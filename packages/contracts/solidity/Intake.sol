// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchJudgement, ColumnFacts, LimitFacts} from "./IRules.sol";
import {Signatures} from "./Signatures.sol";

/// @title Batches of readings
/// @notice Readings and flags stay in calldata; storage holds one word per day and lane.
abstract contract Intake is Signatures {
    bytes32 private constant BATCH_TYPE =
        keccak256("Batch(bytes32 columnsRoot,uint8 evidence,bytes32 source,uint64 sequence)");
    bytes32 private constant FLAGS_TYPE = keccak256("Flags(bytes32 batch,bytes32 flags)");
    bytes32 private constant COMMITMENT_TYPE = keccak256("Commitment(bytes32 batch,uint32 day)");

    /// @notice A batch is part of the record.
    event BatchCommitted(
        bytes32 indexed digest,
        address indexed signer,
        uint32 indexed day,
        uint64 sequence,
        uint32 readings,
        bytes32 columnsRoot,
        uint8 evidence,
        bytes32 source,
        uint8 stage,
        uint256 pddIndex
    );
    /// @notice A column of a committed batch; sum in counts of the lane.
    event ColumnCommitted(
        bytes32 indexed digest,
        uint16 indexed lane,
        uint40 startS,
        uint24 stepS,
        uint16 count,
        int256 sum,
        bytes32 columnHash
    );
    /// @notice Readings of a day withheld while suspended exist and hash to this digest.
    event WithheldCommitted(bytes32 indexed batch, uint32 indexed day, address signer);
    /// @notice The registry accepts that announced readings never come.
    event WithheldAbandoned(bytes32 indexed batch, uint32 indexed day, address signer, bytes32 content);
    /// @notice No readings come any more for the days up to this one.
    event DayClosed(uint32 indexed day, address signer, bytes32 content);
    /// @notice A batch takes the place of what its lanes had on its day.
    event Superseded(bytes32 indexed digest, uint32 indexed day, uint256 indexed exception);
    /// @notice A batch announced while suspended has been committed.
    event Revealed(bytes32 indexed batch, uint40 committedAt);

    /// @notice Closing exceptions are open; only decisions and commitments are accepted.
    error IntakeSuspended(uint32 openClosing);
    /// @notice The batch is already committed.
    error DuplicateBatch(bytes32 digest);
    /// @notice The withheld batch is already announced.
    error AlreadyAnnounced(bytes32 digest);
    /// @notice Commitments to withheld readings are accepted while suspended only.
    error NotSuspended();
    /// @notice The batch is not announced, or there already.
    error NotAnnounced(bytes32 digest);
    /// @notice An announced or expected batch has readings of another day.
    error OtherDay(uint32 expected, uint32 found);
    /// @notice The proponent closed the days up to this one.
    error DayIsClosed(uint32 through);
    /// @notice A correction must not leave readings out.
    error CorrectionShorter(uint256 lane, uint256 expected, uint256 found);
    /// @notice Not 1 meter-signed, 2 gateway-signed, 3 file, 4 manual, 5 substituted.
    error UnknownEvidence(uint8 evidence);
    /// @notice The sequence is not above the signer's last.
    error SequenceNotAbove(uint64 last);
    /// @notice The day is already part of a record.
    error DayQuantified(uint32 day);
    /// @notice The column begins before the end of what the lane already has on this day.
    error Overlap(uint256 lane, uint256 startS, uint256 endS);

    /// @notice Commits a batch. `partySig` signs Batch(columnsRoot, evidence, source, sequence) with a proponent's or
    /// meter's key, `serviceSig` signs Flags(digest, keccak256(flags)) with the service key. Does not check anomaly
    /// scores. A batch that a decision expects takes the place of what its lanes have on the day.
    /// @param columns Readings as columns, in their canonical bytes.
    /// @param evidence 1 meter-signed, 2 gateway-signed, 3 file, 4 manual, 5 substituted.
    /// @param source Hash of where the readings come from.
    /// @param sequence Above the signer's last one.
    /// @param partySig Signature of the proponent's or meter's key.
    /// @param flags Cases and anomalies by position, in their canonical bytes.
    /// @param serviceSig Signature of the service key.
    function commitBatch(
        bytes calldata columns,
        uint8 evidence,
        bytes32 source,
        uint64 sequence,
        bytes calldata partySig,
        bytes calldata flags,
        bytes calldata serviceSig
    ) external {
        (BatchJudgement memory judged, uint256 pddIndex) = _judge(columns, flags);
        bytes32 digest = _digest(keccak256(abi.encode(BATCH_TYPE, judged.columnsRoot, evidence, source, sequence)));
        _claim(digest, evidence, judged.day);
        address signer = _authorise(digest, sequence, partySig);
        _authoriseFlags(digest, flags, serviceSig);
        emit BatchCommitted(
            digest,
            signer,
            judged.day,
            sequence,
            judged.readings,
            judged.columnsRoot,
            evidence,
            source,
            state.stage,
            pddIndex
        );
        uint256 exception = correctionFor[digest];
        if (exception != 0) _supersede(digest, exception, judged, signer);
        for (uint256 i; i < judged.columns.length; ++i) {
            _store(digest, judged.day, judged.columns[i]);
        }
        _openReadingLevel(judged.day, judged.limits);
    }

    /// @notice Announces readings of a day withheld while suspended: Commitment(batch, day) by a proponent's or meter's
    /// key. Until all announced batches of a day are there, the day takes no other readings and no record.
    /// @param batch Digest of the batch that is withheld.
    /// @param day Local day, counted from 1970-01-01.
    /// @param sig Signature of the commitment by a proponent's or meter's key.
    function commitWithheld(bytes32 batch, uint32 day, bytes calldata sig) external {
        if (state.closing == 0) revert NotSuspended();
        address signer = _recover(_digest(keccak256(abi.encode(COMMITMENT_TYPE, batch, day))), sig);
        _require(signer, (1 << PROPONENT) | (1 << METER));
        if (batches[batch] != 0) revert AlreadyAnnounced(batch);
        if (day < state.nextDay) revert DayQuantified(day);
        batches[batch] = (uint256(day) << 40) | block.timestamp;
        withheldOn[day] += 1;
        emit WithheldCommitted(batch, day, signer);
    }

    /// @notice Gives up waiting for announced readings: Decision("abandon-withheld", batch, content) by the registry.
    /// @param batch Digest of the batch.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function abandonWithheld(bytes32 batch, bytes32 content, uint64 nonce, bytes calldata sig) external {
        address signer = _decide(keccak256("abandon-withheld"), batch, content, nonce, sig, 1 << REGISTRY);
        uint256 mark = batches[batch];
        if (mark == 0 || mark >> 254 != 0) revert NotAnnounced(batch);
        uint32 day = uint32(mark >> 40);
        withheldOn[day] -= 1;
        batches[batch] = 1 << 254; // its signature must not announce it again
        emit WithheldAbandoned(batch, day, signer, content);
    }

    /// @notice Closes all days up to one that has readings: Decision("close-day", day, content) by the proponent.
    /// Readings of closed days are refused, but for corrections and announced ones.
    /// @param day Last local day that is closed.
    /// @param content Hash of the reason or document, which stays off the chain.
    /// @param nonce Next nonce of the signer.
    /// @param sig Signature of the decision.
    function closeDay(uint32 day, bytes32 content, uint64 nonce, bytes calldata sig) external {
        address signer =
            _decide(keccak256("close-day"), bytes32(uint256(day)), content, nonce, sig, 1 << PROPONENT);
        _checkOpen();
        if (day <= state.closedThrough) revert DayIsClosed(state.closedThrough);
        if (day > state.lastBatchDay) revert DayWithoutData(day);
        state.closedThrough = day;
        emit DayClosed(day, signer, content);
    }

    /// @dev Sets an exception to a state and settles gate and day; defined with the decisions.
    function _move(uint256 exception, uint8 to, address signer, bytes32 content) internal virtual;

    function _checkOpen() private view {
        if (state.closing != 0) revert IntakeSuspended(state.closing);
        if (state.stage != TRIAL && state.stage != LIVE) revert StageForbids(state.stage);
    }

    /// @dev Duplicates are named before anything else, so that a repeated request finds its receipt even when the first
    /// one closed the intake.
    function _claim(bytes32 digest, uint8 evidence, uint32 day) private {
        uint256 mark = batches[digest];
        if (mark >> 255 != 0) revert DuplicateBatch(digest);
        _checkOpen();
        if (evidence == 0 || evidence > 5) revert UnknownEvidence(evidence);
        if (day < state.nextDay) revert DayQuantified(day);
        if (uint40(mark) != 0) {
            if (uint32(mark >> 40) != day) revert OtherDay(uint32(mark >> 40), day);
            withheldOn[day] -= 1;
            emit Revealed(digest, uint40(mark));
        } else if (correctionFor[digest] == 0) {
            if (withheldOn[day] != 0) revert WithheldFirst(day, withheldOn[day]);
            if (day <= state.closedThrough) revert DayIsClosed(state.closedThrough);
        }
        if (day > state.lastBatchDay) state.lastBatchDay = day;
        batches[digest] = mark | (1 << 255);
    }

    /// @dev An announced or expected batch may come after later ones.
    function _authorise(bytes32 digest, uint64 sequence, bytes calldata partySig) private returns (address signer) {
        signer = _recover(digest, partySig);
        Party storage party = _require(signer, (1 << PROPONENT) | (1 << METER));
        if (sequence > party.sequence) party.sequence = sequence;
        else if (uint40(batches[digest]) == 0 && correctionFor[digest] == 0) revert SequenceNotAbove(party.sequence);
    }

    function _authoriseFlags(bytes32 digest, bytes calldata flags, bytes calldata serviceSig) private view {
        bytes32 flagsDigest = _digest(keccak256(abi.encode(FLAGS_TYPE, digest, keccak256(flags))));
        _require(_recover(flagsDigest, serviceSig), 1 << SERVICE);
    }

    /// @dev The day follows from the offsets of a version, the version from the day: start at the latest approved one.
    /// Only the version of the day judges: another one may have other lanes and limits.
    function _judge(bytes calldata columns, bytes calldata flags)
        private
        view
        returns (BatchJudgement memory judged, uint256 index)
    {
        index = _indexInForce(type(uint32).max);
        if (approvals.length > 1) index = _indexInForce(rules.dayOf(pdds[index], columns));
        judged = rules.judgeBatch(pdds[index], columns, flags);
        if (_indexInForce(judged.day) != index) revert NoPddInForce(judged.day);
    }

    /// @dev Empties the day's slots of the batch's lanes and resolves the exception whose decision expects the batch.
    function _supersede(bytes32 digest, uint256 exception, BatchJudgement memory judged, address signer) private {
        uint32 day = exceptionOf[exception].day;
        if (day != judged.day) revert OtherDay(day, judged.day);
        for (uint256 i; i < judged.columns.length;) {
            uint16 lane = judged.columns[i].lane;
            uint256 readings;
            for (; i < judged.columns.length && judged.columns[i].lane == lane; ++i) {
                readings += judged.columns[i].count;
            }
            uint256 known = slots[day][lane].count;
            if (readings < known) revert CorrectionShorter(lane, known, readings);
            delete slots[day][lane];
            delete readingsOf[day][lane];
        }
        dayState[day].voidTo = state.exceptions;
        emit Superseded(digest, day, exception);
        _move(exception, exceptionOf[exception].level == 4 ? 9 : 5, signer, digest);
    }

    function _store(bytes32 digest, uint32 day, ColumnFacts memory column) private {
        Slot memory slot = slots[day][column.lane];
        if (column.startS < slot.endS) revert Overlap(column.lane, column.startS, slot.endS);
        slot.sum += column.sum;
        slot.count += column.count;
        slot.flagged += column.flagged;
        slot.endS = uint40(column.endS); // at most the block's time
        slots[day][column.lane] = slot;
        if (column.isNeeded) {
            mapping(uint16 lane => bytes32) storage readings = readingsOf[day];
            readings[column.lane] = keccak256(abi.encode(readings[column.lane], column.columnHash));
        }
        if (slot.endS > laneEndS[column.laneKey]) laneEndS[column.laneKey] = slot.endS;
        emit ColumnCommitted(
            digest, column.lane, column.startS, column.stepS, column.count, column.sum, column.columnHash
        );
    }

    function _openReadingLevel(uint32 day, LimitFacts[] memory limits) private {
        uint8 highest;
        for (uint256 i; i < limits.length; ++i) {
            LimitFacts memory fact = limits[i];
            if (fact.level > highest) highest = fact.level;
            if (fact.level > 2) _open(day, fact.limit, fact.level, fact.amount, fact.low, fact.high, false);
        }
        if (highest > dayState[day].level) dayState[day].level = highest;
    }
}
