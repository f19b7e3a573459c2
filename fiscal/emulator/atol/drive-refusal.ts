import { DRIVE_ERROR, TAG, type DriveRefusal } from "../fiscal-drive/index.ts";
import { driverError, DRIVER_CODE, type DriverError } from "./driver-error.ts";

const BY_CODE: Readonly<Record<number, number>> = {
  [DRIVE_ERROR.badParameters]: DRIVER_CODE.fnParameters,
  [DRIVE_ERROR.wrongState]: DRIVER_CODE.fnState,
  [DRIVE_ERROR.expired]: DRIVER_CODE.fnExpired,
  [DRIVE_ERROR.archiveFull]: DRIVER_CODE.fnFull,
  [DRIVE_ERROR.wrongTime]: DRIVER_CODE.fnTime,
  [DRIVE_ERROR.noData]: DRIVER_CODE.fnNoData,
  [DRIVE_ERROR.badValue]: DRIVER_CODE.fnParameters,
  [DRIVE_ERROR.notAllowedTag]: DRIVER_CODE.forbiddenTag,
  [DRIVE_ERROR.duplicateTag]: DRIVER_CODE.duplicateTag,
  [DRIVE_ERROR.dataMissing]: DRIVER_CODE.requiredTag,
  [DRIVE_ERROR.tlvTooLarge]: DRIVER_CODE.fnTooLong,
  [DRIVE_ERROR.unsentTooOld]: DRIVER_CODE.fnTimeout,
  [DRIVE_ERROR.shiftExpired]: DRIVER_CODE.fnShiftExpired,
  [DRIVE_ERROR.clockDifference]: DRIVER_CODE.fnTimeDifference,
  [DRIVE_ERROR.badFormat]: DRIVER_CODE.fnParameters,
  [DRIVE_ERROR.markingForbidden]: DRIVER_CODE.markingDenied,
  [DRIVE_ERROR.markingOrder]: DRIVER_CODE.checkRunning,
  [DRIVE_ERROR.markingBlocked]: DRIVER_CODE.markingBlocked,
  [DRIVE_ERROR.markingTableFull]: DRIVER_CODE.codesOverflow,
  [DRIVE_ERROR.exciseForbidden]: DRIVER_CODE.excise,
  [DRIVE_ERROR.itemRequisiteMissing]: DRIVER_CODE.requiredTag,
  [DRIVE_ERROR.requisiteMissing]: DRIVER_CODE.requiredTag,
  [DRIVE_ERROR.codeNotChecked]: DRIVER_CODE.codeNotChecked,
};

/** The driver's error for what the drive refused. */
export function refusalError(refusal: DriveRefusal): DriverError {
  const detail = refusal.tag === undefined ? undefined : String(refusal.tag);
  if (refusal.tag === TAG.operation) return driverError(DRIVER_CODE.receiptKind);
  if (refusal.tag === TAG.taxSystem) return driverError(DRIVER_CODE.taxSystem);
  return driverError(BY_CODE[refusal.code] ?? DRIVER_CODE.fnParameters, detail);
}
