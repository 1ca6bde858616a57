package main

func init() { cases["multi_line"] = multiLine }

type builder struct{ n int }

func (b *builder) Add(n int) *builder { b.n += n; return b }
func (b *builder) Done(what string)   {}

func multiLine() {
	b := &builder{}
	defer b.
		Add(1).
		Add(2).
		Done(
			"all",
		)
	defer func() {
		use(b)
	}()
	pass() // stop
}

/* want
Goroutine 1 · main.multiLine
  multiLine  :21
    1 func() { … }()  :18  calls main.multiLine.func1
        b *main.builder = &{n: 3} (value)
    2 b.Add(1).Add(2).Done("all")  :12  calls main.(*builder).Done
        b.Add(1).Add(2) *main.builder = &{n: 3} (value)
        _  = "all" (literal)
*/
