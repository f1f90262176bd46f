"""The words on a report, Korean and English. An unknown code is shown as it is."""

from app.reports.model import Locale

# Each code with its Korean and its English word.
WORDS: dict[str, tuple[str, str]] = {
    # document
    "title": ("정산 명세서", "Settlement statement"),
    "statement_number": ("정산번호", "Statement no."),
    "version": ("판", "Version"),
    "period": ("매출 기간", "Sales period"),
    "cycle": ("정산 주기", "Cycle"),
    "status": ("상태", "Status"),
    "payout_date": ("지급 예정일", "Payout date"),
    "paid_on": ("지급일", "Paid on"),
    "created_at": ("계산 일시", "Calculated at"),
    "confirmed_at": ("확정 일시", "Confirmed at"),
    "currency": ("통화", "Currency"),
    "time_zone": ("시간대", "Time zone"),
    "content_hash": ("문서 지문 (SHA-256)", "Content hash (SHA-256)"),
    "counts": ("거래", "Transactions"),
    "field": ("항목", "Item"),
    "value": ("값", "Value"),
    "from": ("보내는 곳 (플랫폼 본사)", "From (platform)"),
    "to": ("받는 곳 (입점사)", "To (tenant)"),
    "tenant_name": ("입점사", "Tenant"),
    "business_number": ("사업자등록번호", "Business no."),
    "representative": ("대표자", "Representative"),
    "address": ("주소", "Address"),
    "phone": ("전화", "Phone"),
    "facts": ("이번 정산", "This settlement"),
    "total": ("합계", "Total"),
    "page": ("쪽", "Page"),
    "how": ("지급액은 이렇게 계산됐어요", "How the payout was made up"),
    "matches": (
        "거래와 조정의 합이 지급액·이월액과 일치합니다.",
        "Transactions and adjustments add up to payout and carry-over.",
    ),
    "draft": (
        "확정 전 정산입니다. 금액이 바뀔 수 있습니다.",
        "Not confirmed yet: amounts may change.",
    ),
    "void": (
        "다시 계산하려고 취소한 정산입니다. 효력이 없습니다.",
        "Reopened and void: this statement has no effect.",
    ),
    "minimum_note": (
        "잔액이 최소 지급액보다 적으면 다음 정산으로 이월합니다.",
        "A balance under the minimum payout is carried over to the next settlement.",
    ),
    "negative_note": (
        "잔액이 음수라서 지급하지 않고 다음 정산에서 상계합니다.",
        "The balance is negative: nothing is paid, the next settlement sets it off.",
    ),
    "lines_elsewhere": (
        "거래 한 건 한 건은 같은 정산의 CSV·엑셀 파일에 있습니다.",
        "Each transaction is in the CSV and Excel files of the same statement.",
    ),
    # sheets and sections
    "summary": ("요약", "Summary"),
    "tax": ("공급가액과 세액", "Supply value and tax"),
    "lines": ("건별", "Lines"),
    "by_day": ("일자별", "By day"),
    "by_method": ("결제수단별", "By method"),
    "by_branch": ("지점별", "By branch"),
    "fee_rules": ("수수료 근거", "Fee rules"),
    "adjustment_list": ("조정 내역", "Adjustments"),
    "waterfall": ("지급액 계산", "Payout calculation"),
    # amounts
    "gross_sales": ("총매출", "Gross sales"),
    "platform_discount": ("쿠폰 보전", "Coupons we bear"),
    "refunds": ("환불", "Refunds"),
    "chargebacks": ("차지백", "Chargebacks"),
    "net_sales": ("순매출", "Net sales"),
    "platform_fee": ("플랫폼 수수료", "Platform fee"),
    "pg_fee": ("결제(PG) 수수료", "Payment (PG) fee"),
    "fee_vat": ("수수료 부가세", "VAT on fees"),
    "fee_total": ("수수료와 부가세 합계", "Fees with VAT"),
    "borne_vat": ("본사 부담 부가세", "VAT that the platform bears"),
    "waived": ("프로모션 면제 수수료", "Fees waived by promotions"),
    "withholding": ("원천징수 3.3%", "Withholding 3.3 %"),
    "income_tax": ("소득세", "Income tax"),
    "local_tax": ("지방소득세", "Local income tax"),
    "net": ("정산액", "Net"),
    "line_net": ("정산액 (부가세 전)", "Net before VAT"),
    "holdback": ("지급 보류", "Holdback"),
    "holdback_release": ("보류 해제", "Holdback released"),
    "holdback_release_on": ("보류 해제일", "Holdback release on"),
    "adjustments": ("조정", "Adjustments"),
    "adjustment": ("조정", "Adjustment"),
    "carry_in": ("지난 정산 이월", "Carried in"),
    "balance": ("지급 전 잔액", "Balance before payout"),
    "minimum_payout": ("최소 지급액", "Minimum payout"),
    "payout": ("지급액", "Payout"),
    "carry_out": ("다음 정산으로 이월", "Carried out"),
    "share": ("총매출 대비", "Of gross sales"),
    "amount": ("금액", "Amount"),
    # columns
    "event_id": ("거래 ID", "Event id"),
    "ref": ("주문번호", "Reference"),
    "original_ref": ("원 주문번호", "Original reference"),
    "occurred_at": ("결제 일시", "Occurred at"),
    "business_day": ("매출일", "Sales day"),
    "settlement_day": ("정산일", "Settlement day"),
    "branch_code": ("지점 코드", "Branch code"),
    "branch": ("지점", "Branch"),
    "kind": ("유형", "Kind"),
    "method": ("결제수단", "Method"),
    "channel": ("채널", "Channel"),
    "category": ("분류", "Category"),
    "sales": ("결제금액", "Amount"),
    "discount": ("쿠폰 보전", "Coupon we bear"),
    "other": ("부가세·조정·이월", "VAT, adjustments, carry"),
    "settled": ("정산액", "Settled"),
    "note": ("비고", "Note"),
    "line_count": ("건수", "Lines"),
    "capture_count": ("결제", "Payments"),
    "refund_count": ("환불 건수", "Refunds (count)"),
    "chargeback_count": ("차지백 건수", "Chargebacks (count)"),
    "reason": ("사유", "Reason"),
    "adjusted_on": ("조정일", "Dated"),
    "effective_on": ("적용일", "Takes effect"),
    # fee rules
    "component": ("수수료", "Fee"),
    "owner": ("계약", "Contract"),
    "rule_kind": ("방식", "Kind"),
    "rate": ("요율", "Rate"),
    "fixed": ("건당", "Fixed"),
    "minimum": ("최소", "Minimum"),
    "maximum": ("최대", "Maximum"),
    "valid_from": ("적용 시작", "Valid from"),
    "valid_to": ("적용 끝(전날까지)", "Valid until (exclusive)"),
    "returns": ("환불 때 돌려줌", "Given back on refund"),
    "fee": ("부과액", "Fee charged"),
    "month_maximum": ("월 최대", "Maximum a month"),
    "vat_treatment": ("부가세", "VAT"),
    "added": ("별도", "On top of the fee"),
    "included": ("수수료에 포함", "Within the fee"),
    "borne": ("본사 부담", "Borne by the platform"),
    "any": ("전체", "Any"),
    "yes": ("예", "Yes"),
    "no": ("아니요", "No"),
    "over": ("그 위", "above"),
    "up_to": ("까지", "up to"),
    # codes
    "platform": ("플랫폼 수수료", "Platform fee"),
    "pg": ("결제(PG) 수수료", "Payment (PG) fee"),
    "tenant": ("개별 계약", "Own contract"),
    "plan": ("요금제", "Plan"),
    "percent": ("정률", "Percent"),
    "tiered": ("구간별 누진", "Tiered (marginal)"),
    "tiered_by_previous_month": ("전월 거래액 구간", "Tier by previous month"),
    "capture": ("결제", "Payment"),
    "refund": ("환불", "Refund"),
    "chargeback": ("차지백", "Chargeback"),
    "reversal": ("취소", "reversed"),
    "calculated": ("확정 전", "Calculated"),
    "reviewed": ("검토 완료", "Reviewed"),
    "confirmed": ("확정", "Confirmed"),
    "paying": ("지급 중", "Being paid"),
    "failed": ("지급 반송", "Sent back by the bank"),
    "paid": ("지급 완료", "Paid"),
    "daily": ("매일", "Daily"),
    "weekly": ("매주", "Weekly"),
    "semimonthly": ("월 2회", "Twice a month"),
    "monthly": ("매월", "Monthly"),
    "card": ("카드", "Card"),
    "transfer": ("계좌이체", "Bank transfer"),
    "virtual_account": ("가상계좌", "Virtual account"),
    "naverpay": ("네이버페이", "Naver Pay"),
    "kakaopay": ("카카오페이", "Kakao Pay"),
    "tosspay": ("토스페이", "Toss Pay"),
    "cash": ("현금", "Cash"),
    "online": ("온라인", "Online"),
    "app": ("앱", "App"),
    "offline": ("매장", "In store"),
    "": ("없음", "None"),
    # VAT report
    "statement_count": ("정산서 수", "Statements"),
    "unconfirmed_count": ("확정 전", "Not confirmed"),
    "taxable_sales": ("과세 매출", "Taxable sales"),
    "supply": ("공급가액", "Supply value"),
    "vat": ("세액", "VAT"),
    "tax_note": (
        "공급가액과 세액은 부가가치세 신고 때 쓰는 금액입니다. 세금계산서는 따로 발급합니다.",
        "Supply values and VAT as a VAT return needs them. Tax invoices are issued apart.",
    ),
    "taxable_supply": ("과세 공급가액", "Taxable supply"),
    "sales_vat": ("매출세액", "VAT on sales"),
    "zero_rated": ("영세율 매출", "Zero-rated sales"),
    "tax_free": ("면세 매출", "Tax-free sales"),
    "fee_supply": ("수수료 공급가액 (매입)", "Fees, supply value (input)"),
    "fee_vat_input": ("수수료 세액 (매입)", "Fees, VAT (input)"),
}


def word(code: str, locale: Locale) -> str:
    """The word for a code in the language asked for."""
    korean, english = WORDS.get(code, (code, code))
    return korean if locale == "ko" else english


# The words of codes that stand for a status of the statement need one of their own.
STATUS_WORDS: dict[str, tuple[str, str]] = {"void": ("취소", "Void")}


def status_word(status: str, locale: Locale) -> str:
    """The word for a statement's status."""
    korean, english = STATUS_WORDS.get(status, (word(status, "ko"), word(status, "en")))
    return korean if locale == "ko" else english


def name(row: dict[str, object] | object, prefix: str, locale: Locale) -> str:
    """`<prefix>_ko` or `<prefix>_en` of a row: the language asked for, then Korean, then English."""
    values = row if isinstance(row, dict) else {}
    korean = str(values.get(f"{prefix}_ko") or "").strip()
    english = str(values.get(f"{prefix}_en") or "").strip()
    return (korean or english) if locale == "ko" else (english or korean)
