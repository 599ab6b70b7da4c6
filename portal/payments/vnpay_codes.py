"""VNPAY's codes as sentences for the payer and for the cashier (pure)."""

from portal.kit.i18n import N_, _

_RESPONSES = {
    "00": N_("Giao dịch thành công."),
    "07": N_("Đã trừ tiền nhưng giao dịch bị nghi ngờ; cơ quan đang xác minh với VNPAY."),
    "09": N_("Thẻ hoặc tài khoản chưa đăng ký dịch vụ Internet Banking."),
    "10": N_("Xác thực thông tin thẻ hoặc tài khoản sai quá 3 lần."),
    "11": N_("Đã hết thời gian chờ thanh toán. Hãy thực hiện lại."),
    "12": N_("Thẻ hoặc tài khoản đang bị khoá."),
    "13": N_("Mã xác thực giao dịch (OTP) không đúng. Hãy thực hiện lại."),
    "24": N_("Người nộp đã huỷ giao dịch."),
    "51": N_("Tài khoản không đủ số dư."),
    "65": N_("Tài khoản đã vượt hạn mức giao dịch trong ngày."),
    "75": N_("Ngân hàng thanh toán đang bảo trì."),
    "79": N_("Nhập sai mật khẩu thanh toán quá số lần quy định."),
    "99": N_("Giao dịch không thành công vì lỗi khác."),
}
_STATUSES = {
    "00": N_("Giao dịch thành công."),
    "01": N_("Giao dịch chưa hoàn tất."),
    "02": N_("Giao dịch bị lỗi."),
    "04": N_("Ngân hàng đã trừ tiền nhưng giao dịch chưa thành công ở VNPAY."),
    "05": N_("VNPAY đang xử lý hoàn tiền."),
    "06": N_("VNPAY đã gửi yêu cầu hoàn tiền sang ngân hàng."),
    "07": N_("Giao dịch bị nghi ngờ gian lận."),
    "09": N_("Yêu cầu hoàn tiền bị từ chối."),
}
_CALLS = {
    "00": N_("VNPAY đã nhận yêu cầu."),
    "02": N_("Mã kết nối (TmnCode) không hợp lệ."),
    "03": N_("Dữ liệu gửi sang VNPAY không đúng định dạng."),
    "91": N_("VNPAY không tìm thấy giao dịch."),
    "94": N_("Yêu cầu này đã gửi trước đó; VNPAY đang xử lý."),
    "95": N_("Giao dịch không thành công ở VNPAY nên không hoàn tiền được."),
    "97": N_("VNPAY không chấp nhận chữ ký của yêu cầu."),
    "99": N_("VNPAY báo lỗi khác."),
}
_UNKNOWN = N_("Mã %(code)s chưa rõ nghĩa.")


def response_sentence(code: str) -> str:
    """vnp_ResponseCode of a payment."""
    return _sentence(_RESPONSES, code)


def status_sentence(code: str) -> str:
    """vnp_TransactionStatus."""
    return _sentence(_STATUSES, code)


def call_sentence(code: str) -> str:
    """vnp_ResponseCode of a query or a refund."""
    return _sentence(_CALLS, code)


def _sentence(sentences: dict[str, str], code: str) -> str:
    return _(sentences[code]) if code in sentences else _(_UNKNOWN) % {"code": code}
