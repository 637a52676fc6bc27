package bank;

import java.util.List;

/**
 * An account.
 */
@Entity
public class Account {
    private long balance;

    public Account(long balance) {
        this.balance = balance;
    }

    /** Takes money out. */
    @Override
    public synchronized List<String> withdraw(
            long amount
    ) throws Exception {
        check(amount,
              balance);
        return List.of();
    }

    private enum State {
        OPEN, CLOSED
    }
}
