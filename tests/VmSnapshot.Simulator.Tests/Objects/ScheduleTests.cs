using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Tests.Objects;

public class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly SimulatedWorld _world;
    private readonly List<(string What, double Minute)> _happened = [];

    public ScheduleTests() => _world = new SimulatedWorld(_clock);

    [Fact]
    public void Things_happen_in_the_order_of_their_times_each_at_its_own()
    {
        After(30, "c");
        After(10, "a");
        After(20, "b");

        _clock.Advance(TimeSpan.FromMinutes(25));
        _happened.Should().Equal(("a", 10), ("b", 20));
        _clock.Advance(TimeSpan.FromMinutes(25));
        _happened.Should().Equal(("a", 10), ("b", 20), ("c", 30));
        _world.Now.Should().Be(Start.AddMinutes(50));
    }

    [Fact]
    public void What_something_leads_to_counts_from_its_time_and_falls_between_the_others()
    {
        After(40, "late");
        After(10, "first", () => After(10, "second", () => After(10, "third")));

        _clock.Advance(TimeSpan.FromHours(1));

        _happened.Should().Equal(("first", 10), ("second", 20), ("third", 30), ("late", 40));
    }

    [Fact]
    public void Of_the_same_time_what_was_scheduled_first_happens_first()
    {
        foreach (string what in new[] { "a", "b", "c", "d" })
        {
            After(10, what);
        }

        _clock.Advance(TimeSpan.FromMinutes(10));

        _happened.Select(happened => happened.What).Should().Equal("a", "b", "c", "d");
    }

    [Fact]
    public void What_was_called_off_doesnt_happen_even_in_the_same_leap()
    {
        IDisposable? victim = null;
        After(10, "first", () => victim!.Dispose());
        victim = After(20, "second");

        _clock.Advance(TimeSpan.FromHours(1));

        _happened.Should().Equal(("first", 10));
    }

    [Fact]
    public void Something_without_a_delay_happens_at_once()
    {
        After(0, "now").Should().BeNull();

        _happened.Should().Equal(("now", 0));
    }

    [Fact]
    public void Nothing_happens_in_a_world_that_was_stopped()
    {
        After(10, "before");
        _world.Stop();
        After(10, "after");

        _clock.Advance(TimeSpan.FromHours(1));

        _happened.Should().BeEmpty();
    }

    private IDisposable? After(int minutes, string what, Action? then = null)
    {
        lock (_world.Gate)
        {
            return _world.After(TimeSpan.FromMinutes(minutes), () =>
            {
                _happened.Add((what, (_world.Now - Start).TotalMinutes));
                then?.Invoke();
            });
        }
    }
}
