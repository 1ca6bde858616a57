package main

func init() { cases["generic_methods"] = genericMethods }

type number interface{ ~int | ~float64 }

type meters float64

type list[T number] struct{ items []T }

func (l *list[T]) add(value T) { l.items = append(l.items, value) }
func (l list[T]) sum(start T) T {
	total := start
	for _, item := range l.items {
		defer func() { use("item", item) }()
	}
	defer l.add(total)
	defer use(start, total)
	pass() // stop inside
	return total
}

func apply[K comparable, V any](m map[K]V, f func(K, V), k K) {
	defer f(k, m[k])
	defer delete(m, k)
	pass() // stop apply
}

func genericMethods() {
	l := &list[meters]{[]meters{1.5}}
	defer l.add(2)
	add := l.add
	defer add(3)
	defer (*list[meters]).add(l, 4)
	l.sum(0.5)
	apply(map[string]*R{"k": {"v", 1}}, func(string, *R) {}, "k")
	pass() // stop
}

/* want inside
Goroutine 1 · main.list[float64].sum
  list[float64].sum  :19
    1 use(0.5, 0.5)  :18  calls main.use
        start any(main.meters) = 0.5 (value)
        total any(main.meters) = 0.5 (value)
    2 l.add(0.5)  :17  calls main.(*list[float64]).add
        l *main.list[float64] = &{items: [1.5]} (value)
        total float64 = 0.5 (value)
    3 func() { use("item", item) }()  :15  calls main.list[float64].sum.func1
        item float64 = 1.5 (value)
  genericMethods  :35
    4 (*list[meters]).add(l, 4)  :34  calls main.(*list[main.meters]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 4 (literal)
    5 add(3)  :33  calls main.(*list[main.meters]).add
        _  = 3 (literal)
        _ *main.list[main.meters] = &{items: [1.5]} (value)
    6 l.add(2)  :31  calls main.(*list[float64]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 2 (literal)
*/

/* want apply
Goroutine 1 · main.apply[…]
  apply[…]  :26
    1 delete(m, "k")  :25  calls delete
        m map[string]*… = … (value)
        k string = "k" (value)
    2 f("k", m[k])  :24  calls main.genericMethods.func1
        k string = "k" (value)
        m[k] *… = … (value)
  genericMethods  :36
    3 (*list[meters]).add(l, 4)  :34  calls main.(*list[main.meters]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 4 (literal)
    4 add(3)  :33  calls main.(*list[main.meters]).add
        _  = 3 (literal)
        _ *main.list[main.meters] = &{items: [1.5]} (value)
    5 l.add(2)  :31  calls main.(*list[float64]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 2 (literal)
*/

/* want
Goroutine 1 · main.genericMethods
  genericMethods  :37
    1 (*list[meters]).add(l, 4)  :34  calls main.(*list[main.meters]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 4 (literal)
    2 add(3)  :33  calls main.(*list[main.meters]).add
        _  = 3 (literal)
        _ *main.list[main.meters] = &{items: [1.5]} (value)
    3 l.add(2)  :31  calls main.(*list[float64]).add
        l *main.list[main.meters] = &{items: [1.5]} (value)
        _  = 2 (literal)
*/
