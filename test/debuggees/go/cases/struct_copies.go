package main

func init() { cases["struct_copies"] = structCopies }

type account struct {
	owner   string
	balance int
	tags    []string
	limits  map[string]int
}

func (a account) report(at int) {}

// A structure is copied when the call is deferred; what its slices, maps and pointers lead to is not.
func structCopies() {
	acc := account{"ann", 10, []string{"x"}, map[string]int{"day": 5}}
	defer acc.report(acc.balance)
	copied := acc
	defer use(acc, copied.tags, copied.limits)
	acc.balance = 99
	acc.tags[0] = "changed"
	acc.limits["day"] = 6
	acc.owner = "bob"
	pass() // stop
}

/* want
Goroutine 1 · main.structCopies
  structCopies  :24
    1 use(acc, copied.tags, copied.limits)  :19  calls main.use
        acc any(main.account) = {owner: "ann", balance: 10, tags: ["changed"], limits: [...]} (value)
        copied.tags any([]string) = ["changed"] (value)
        copied.limits any(map[string]int) = ["day": 6] (value)
    2 acc.report(10)  :17  calls main.account.report
        acc main.account = {owner: "ann", balance: 10, tags: ["changed"], limits: ["day": 6]} (value)
        acc.balance int = 10 (value)
*/
