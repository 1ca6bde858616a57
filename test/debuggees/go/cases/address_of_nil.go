package main

import "errors"

func init() { cases["address_of_nil"] = addressOfNil }

func wrapError(errp *error, format string) {
	if *errp != nil {
		*errp = errors.New(format)
	}
}

func note(p *int, q **int, m *map[string]int, s *[]string, a *any, f *func(), st *string, l **link) {}

// The address of a variable that holds nil is no nil: `defer wrap(&err, …)` is how Go people name their errors.
func addressOfNil() {
	_ = loadNothing()
}

func loadNothing() (err error) {
	defer wrapError(&err, "load")
	n, m, s := 0, map[string]int(nil), []string(nil)
	var a any
	var f func()
	var p, q *int
	var l, k *link
	st, ch := "", (chan int)(nil)
	full, list, node := any(7), []int{1, 2}, &link{id: 3}
	defer note(&n, &p, &m, &s, &a, &f, &st, &l)
	defer use(p, m, s, a, f, l, ch)
	defer note(q, nil, nil, nil, nil, nil, nil, &k)
	defer func(p *int, e *error) {}(q, &err)
	defer func() { use(&full, &list, &node, &l, node, k, ch) }()
	pass() // stop
	return err
}

/* want
Goroutine 1 · main.loadNothing
  loadNothing  :34
    1 func() { use(&full, &list, &node, &l, node, k, ch) }()  :33  calls main.loadNothing.func2
        full any(int) = 7 (reference)
        k *main.link = nil (reference)
        l *main.link = nil (reference)
        list []int = [1,2] (reference)
        node *main.link = &{peer: nil, id: 3} (reference)
        ch chan int = nil (value)
    2 func(p *int, e *error) { … }(nil, &err)  :32  calls main.loadNothing.func1
        p *int = nil (value)
        e *error = &nil (value)
    3 note(nil, nil, nil, nil, nil, nil, nil, &k)  :31  calls main.note
        q *int = nil (value)
        _  = nil (literal)
        _  = nil (literal)
        _  = nil (literal)
        _  = nil (literal)
        _  = nil (literal)
        _  = nil (literal)
        &k **main.link = nil (reference)
    4 use(nil, nil, nil, nil, nil, nil, nil)  :30  calls main.use
        p any(*int) = nil (value)
        m any(map[string]int) = nil (value)
        s any([]string) = nil (value)
        a any = nil (value)
        f any(func()) = nil (value)
        l any(*main.link) = nil (value)
        ch any(chan int) = nil (value)
    5 note(&n, &p, &m, &s, &a, &f, &st, &l)  :29  calls main.note
        &n *int = 0 (reference)
        &p **int = nil (reference)
        &m *map[string]int = nil (reference)
        &s *[]string = nil (reference)
        &a *any = nil (reference)
        &f *func() = nil (reference)
        &st *string = "" (reference)
        &l **main.link = nil (reference)
    6 wrapError(&err, "load")  :21  calls main.wrapError
        &err *error = nil (reference)
        _  = "load" (literal)
*/
