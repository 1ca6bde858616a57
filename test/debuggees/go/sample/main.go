// Command sample places an order, the way a small service would: a lock, a connection, a transaction, and reservations,
// each given back by a deferred call.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

type database struct {
	name string
	open bool
}

func open(name string) *database { return &database{name, true} }

func (d *database) Close() error {
	d.open = false
	fmt.Println("closed", d.name)
	return nil
}

type transaction struct {
	db   *database
	done bool
}

func (t *transaction) rollback(reason string) {
	if !t.done {
		fmt.Println("rolled back:", reason)
	}
}

type line struct {
	sku      string
	quantity int
}

func release(l line) { fmt.Println("released", l.quantity, l.sku) }

func writeReceipt(customer string, lines []line) (text string, err error) {
	file, err := os.CreateTemp("", "receipt")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	for _, l := range lines {
		text += fmt.Sprintf("%d x %s\n", l.quantity, l.sku)
	}
	_, err = file.WriteString(text) // stop here
	return text, err
}

func place(orders *sync.Mutex, customer string, lines []line) (err error) {
	orders.Lock()
	defer orders.Unlock()

	db := open("orders.db")
	defer db.Close()

	tx := &transaction{db: db}
	defer tx.rollback("not committed")
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(err, fmt.Errorf("order of %s: %v", customer, r))
		}
	}()

	for _, l := range lines {
		defer release(l)
	}
	if _, err = writeReceipt(customer, lines); err != nil {
		return err
	}
	tx.done = true
	return nil
}

func main() {
	var orders sync.Mutex
	err := place(&orders, "Ada Lovelace", []line{{"punch-cards", 200}, {"brass-gear", 12}, {"oil-can", 1}})
	fmt.Println("placed:", err)
}
