// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {BatchRules} from "./BatchRules.sol";
import {DataContract} from "./DataContract.sol";
import {BatchJudgement, IRules} from "./IRules.sol";
import {PddCheck} from "./PddCheck.sol";
import {PddVersion} from "./PddVersion.sol";

/// @title Rules of PDD versions and batches
/// @notice Stateless: what it says follows from its arguments and the bytes they name.
contract Rules is IRules, BatchRules, PddCheck {
    /// @inheritdoc IRules
    function checkPdd(bytes calldata encoded, uint256 variables, uint256 equations) external pure {
        PddVersion memory v = abi.decode(encoded, (PddVersion));
        if (keccak256(abi.encode(v)) != keccak256(encoded)) revert PddInvalid(0, 0);
        _validate(v, variables, equations);
    }

    /// @inheritdoc IRules
    function measuresAlike(address one, address other) external view returns (bool) {
        return _measures(one) == _measures(other);
    }

    /// @inheritdoc IRules
    function judgeBatch(address pdd, bytes calldata columns, bytes calldata flags)
        external
        view
        returns (BatchJudgement memory)
    {
        return _judgeBatch(pdd, columns, flags);
    }

    function _measures(address place) private view returns (bytes32) {
        PddVersion memory v = abi.decode(DataContract.read(place), (PddVersion));
        return keccak256(abi.encode(v.lanes, v.offsets));
    }
}
