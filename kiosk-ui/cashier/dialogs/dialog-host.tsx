import { useApp } from "../../state/app.ts";
import type { Dialog as DialogState } from "../../state/dialog.ts";
import { AdvanceDialog } from "./advance-dialog.tsx";
import { BuyerDialog } from "./buyer-dialog.tsx";
import { CorrectReceiptDialog } from "./correct-receipt-dialog.tsx";
import { CorrectionDialog } from "./correction-dialog.tsx";
import { CreditDialog } from "./credit-dialog.tsx";
import { DealDialog } from "./deal-dialog.tsx";
import { PurchasePriceDialog } from "./purchase-price-dialog.tsx";
import { SettlementDialog } from "./settlement-dialog.tsx";
import { CardReturnDialog } from "./card-return-dialog.tsx";
import { CashDialog } from "./cash-dialog.tsx";
import { CloseShiftDialog } from "./close-shift-dialog.tsx";
import { CancelDocumentDialog, CancelPaymentDialog, ParkDocumentDialog } from "./cancel-dialogs.tsx";
import { ContactDialog } from "./contact-dialog.tsx";
import { CustomerDialog } from "./customer-dialog.tsx";
import { CopyDialog } from "./copy-dialog.tsx";
import { DocumentsDialog } from "./documents-dialog.tsx";
import { DiscountDialog } from "./discount-dialog.tsx";
import { DrawerDialog } from "./drawer-dialog.tsx";
import { HeldDialog } from "./held-dialog.tsx";
import { KegsDialog } from "./kegs-dialog.tsx";
import { PartsDialog } from "./parts-dialog.tsx";
import { LightsDialog } from "./lights-dialog.tsx";
import { MenuDialog } from "./menu-dialog.tsx";
import { PhotoDialog } from "./photo-dialog.tsx";
import { QuantityDialog, WeightDialog } from "./quantity-dialog.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { UnresolvedDialog } from "./unresolved-dialog.tsx";
import { VoidReceiptDialog } from "./void-receipt-dialog.tsx";

/** The dialog that is open, if any. */
export function DialogHost() {
  const { dialog } = useApp();
  const open = dialog.value;
  return open === null ? null : <Opened key={open.kind} dialog={open} />;
}

function Opened({ dialog }: { readonly dialog: DialogState }) {
  switch (dialog.kind) {
    case "menu":
      return <MenuDialog />;
    case "quantity":
      return <QuantityDialog line={dialog.line} />;
    case "weight":
      return <WeightDialog hit={dialog.hit} />;
    case "discount":
      return <DiscountDialog line={dialog.line} />;
    case "customer":
      return <CustomerDialog />;
    case "contact":
      return <ContactDialog />;
    case "photo":
      return <PhotoDialog />;
    case "held":
      return <HeldDialog />;
    case "advance":
      return <AdvanceDialog what={dialog.what} />;
    case "deal":
      return <DealDialog use={dialog.use} />;
    case "settlement":
      return <SettlementDialog />;
    case "credit":
      return <CreditDialog />;
    case "buyer":
      return <BuyerDialog />;
    case "purchase-price":
      return <PurchasePriceDialog hit={dialog.hit} />;
    case "correction":
      return <CorrectionDialog start={dialog.start ?? null} />;
    case "correct-receipt":
      return <CorrectReceiptDialog />;
    case "copy":
      return <CopyDialog />;
    case "documents":
      return <DocumentsDialog />;
    case "refund":
      return <RefundDialog />;
    case "void-receipt":
      return <VoidReceiptDialog />;
    case "cancel-payment":
      return <CancelPaymentDialog />;
    case "cancel-document":
      return <CancelDocumentDialog />;
    case "park-document":
      return <ParkDocumentDialog />;
    case "cash":
      return <CashDialog direction={dialog.direction} />;
    case "drawer":
      return <DrawerDialog />;
    case "close-shift":
      return <CloseShiftDialog />;
    case "unresolved":
      return <UnresolvedDialog />;
    case "card-return":
      return <CardReturnDialog receiptId={dialog.receiptId} />;
    case "parts":
      return <PartsDialog line={dialog.line} />;
    case "kegs":
      return <KegsDialog />;
    case "lights":
      return <LightsDialog />;
  }
}
