"""Fees and charges: what is due, how it is paid, what became of the money.

The room owns the rows of fees, the obligation to pay, the ledger that nothing is ever taken out of, the
languages of the payment providers (VietQR, VNPAY, the national payment platform) and the daily reconciliation.
It does not decide whether a dossier may proceed (`dossiers`), and it does not issue the electronic receipt
(biên lai), which a certified provider does.
"""
