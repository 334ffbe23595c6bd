"""The pages of sharing: what terms would bring, schemes with both banks, settlements as a ledger."""
