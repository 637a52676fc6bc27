package Ledger;

use strict;

# Adds an entry.
sub add {
    my ($self, $sum) = @_;
    push @{ $self->{sums} }, $sum;
}

sub total { my $t = 0; $t += $_ for @{ $_[0]{sums} }; return $t }

1;
