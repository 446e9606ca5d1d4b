-- parameters: amount, rate
-- description: an amount in euro at so many units per euro, in whole cents, half up, without floating point; empty without a rate
CAST(CAST((2 * CAST(amount * 100 AS HUGEINT) * 1000000 + CAST(rate * 1000000 AS HUGEINT)) // (2 * CAST(rate * 1000000 AS HUGEINT)) AS DECIMAL(20,0)) / 100 AS DECIMAL(18,2))
