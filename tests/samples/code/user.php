<?php

namespace App;

/** A person. */
final class User extends Model
{
    private string $name;

    // Greets.
    public function greet(): string
    {
        return "hello";
    }
}

function helper($x) {
    return $x;
}
