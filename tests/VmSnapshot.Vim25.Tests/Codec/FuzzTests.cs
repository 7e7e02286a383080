using System.Text;
using VmSnapshot.Vim25.Fuzz;

namespace VmSnapshot.Vim25.Tests.Codec;

/// <summary>A short round of what tests/VmSnapshot.Vim25.Fuzz does at length.</summary>
public class FuzzTests
{
    [Fact]
    public void Recorded_answers_are_read()
    {
        var fuzzer = new Fuzzer(seed: 1);

        foreach (Recorded recorded in fuzzer.Recorded)
        {
            FuzzOutcome outcome = fuzzer.Read(Encoding.UTF8.GetBytes(recorded.Text), recorded.Operation);

            outcome.Problem.Should().BeNull();
            outcome.Name.Should().MatchRegex(recorded.Name.Contains("fault", StringComparison.Ordinal) ? "^fault" : "^read", "{0} is a real answer", recorded.Name);
        }
    }

    [Fact]
    public void Mutated_answers_end_in_a_value_or_a_typed_error()
    {
        const ulong Seed = 7;
        var fuzzer = new Fuzzer(Seed);

        for (long number = 0; number < 4000; number++)
        {
            FuzzInput input = fuzzer.Make(number);
            FuzzOutcome outcome = fuzzer.Read(input.Bytes, input.Operation);

            if (outcome.Problem is { } problem)
            {
                Assert.Fail($"Input {number} of seed {Seed} (--only {number} --seed {Seed} makes it again): {problem}");
            }
        }
    }

    [Fact]
    public void An_input_can_be_made_again()
    {
        byte[] first = new Fuzzer(seed: 3).Make(17).Bytes;

        new Fuzzer(seed: 3).Make(17).Bytes.Should().Equal(first);
        new Fuzzer(seed: 4).Make(17).Bytes.Should().NotEqual(first);
    }
}
