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
    bytes32 private constant COMMITMENT_TYPE = keccak256("Commitment(bytes32 batch)");

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
    /// @notice Readings withheld while suspended exist and hash to this digest.
    event WithheldCommitted(bytes32 indexed batch, address signer);
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
    /// scores, nor tolerance limits of other kinds than range.
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
        address signer = _authorise(digest, sequence, partySig, flags, serviceSig);
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
        for (uint256 i; i < judged.columns.length; ++i) {
            _store(digest, judged.day, judged.columns[i]);
        }
        _openReadingLevel(judged.day, judged.limits);
    }

    /// @notice Announces readings withheld while suspended: Commitment(batch) by a proponent's or meter's key.
    function commitWithheld(bytes32 batch, bytes calldata sig) external {
        if (state.closing == 0) revert NotSuspended();
        address signer = _recover(_digest(keccak256(abi.encode(COMMITMENT_TYPE, batch))), sig);
        _require(signer, (1 << PROPONENT) | (1 << METER));
        if (batches[batch] != 0) revert AlreadyAnnounced(batch);
        batches[batch] = block.timestamp;
        emit WithheldCommitted(batch, signer);
    }

    /// @dev Duplicates are named before anything else, so that a repeated request finds its receipt even when the first
    /// one closed the intake.
    function _claim(bytes32 digest, uint8 evidence, uint32 day) private {
        uint256 mark = batches[digest];
        if (mark >> 255 != 0) revert DuplicateBatch(digest);
        if (state.closing != 0) revert IntakeSuspended(state.closing);
        if (state.stage != TRIAL && state.stage != LIVE) revert StageForbids(state.stage);
        if (evidence == 0 || evidence > 5) revert UnknownEvidence(evidence);
        if (day < state.nextDay) revert DayQuantified(day);
        if (day > state.lastBatchDay) state.lastBatchDay = day;
        batches[digest] = mark | (1 << 255);
        if (mark != 0) emit Revealed(digest, uint40(mark));
    }

    function _authorise(
        bytes32 digest,
        uint64 sequence,
        bytes calldata partySig,
        bytes calldata flags,
        bytes calldata serviceSig
    ) private returns (address signer) {
        signer = _recover(digest, partySig);
        Party storage party = _require(signer, (1 << PROPONENT) | (1 << METER));
        if (sequence <= party.sequence) revert SequenceNotAbove(party.sequence);
        party.sequence = sequence;
        bytes32 flagsDigest = _digest(keccak256(abi.encode(FLAGS_TYPE, digest, keccak256(flags))));
        _require(_recover(flagsDigest, serviceSig), 1 << SERVICE);
    }

    /// @dev The day follows from the offsets of a version, the version from the day: start at the latest approved one.
    function _judge(bytes calldata columns, bytes calldata flags)
        private
        view
        returns (BatchJudgement memory judged, uint256 index)
    {
        uint256 latest = _indexInForce(type(uint32).max);
        judged = rules.judgeBatch(pdds[latest], columns, flags);
        index = _indexInForce(judged.day);
        if (index == latest) return (judged, index);
        judged = rules.judgeBatch(pdds[index], columns, flags);
        if (_indexInForce(judged.day) != index) revert NoPddInForce(judged.day);
    }

    function _store(bytes32 digest, uint32 day, ColumnFacts memory column) private {
        Slot memory slot = slots[day][column.lane];
        if (column.startS < slot.endS) revert Overlap(column.lane, column.startS, slot.endS);
        slot.sum += column.sum;
        slot.count += column.count;
        slot.flagged += column.flagged;
        slot.endS = uint40(column.endS); // at most the block's time
        slots[day][column.lane] = slot;
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
