package locale

import "bazaar/market/money"

// Money writes an amount with its currency's sign, as the language has it.
func (l *Locale) Money(a money.Amount) string { return a.Format(l.code) }
