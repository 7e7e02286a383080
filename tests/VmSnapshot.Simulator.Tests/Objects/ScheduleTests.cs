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

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public void What_is_further_off_than_a_timer_can_wait_happens_at_its_time(int days)
    {
        After(days * 24 * 60, "late");

        _clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMinutes(1));
        _happened.Should().BeEmpty();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _happened.Should().Equal(("late", days * 24 * 60));
    }

    [Fact]
    public void What_would_be_due_after_the_end_of_time_never_happens_and_holds_nothing_up()
    {
        lock (_world.Gate)
        {
            _world.After(TimeSpan.MaxValue, () => _happened.Add(("never", 0)));
        }

        After(10, "a");
        _clock.Advance(TimeSpan.FromDays(1000));

        _happened.Should().Equal(("a", 10));
    }

    [Theory]
    [InlineData(50L * 24 * 60 * 60)]
    [InlineData(int.MaxValue)]
    public void A_real_clock_s_timer_is_not_asked_for_more_than_it_can(long seconds)
    {
        var world = new SimulatedWorld(TimeProvider.System);
        lock (world.Gate)
        {
            world.Invoking(it => it.After(TimeSpan.FromSeconds(seconds), () => { })).Should().NotThrow();
            world.Stop();
        }
    }

    [Fact]
    public void Under_a_clock_that_stands_still_what_was_called_off_does_not_pile_up()
    {
        After(10, "kept");
        for (int i = 0; i < 20_000; i++)
        {
            After(20, "called off")!.Dispose();
        }

        After(30, "kept too");

        _world.ScheduledCount.Should().BeLessThan(3000);
        _clock.Advance(TimeSpan.FromHours(1));
        _happened.Should().Equal(("kept", 10), ("kept too", 30));
        _world.ScheduledCount.Should().Be(0);
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
