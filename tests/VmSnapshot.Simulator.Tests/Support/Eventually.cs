namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Waits for what other threads do.</summary>
internal static class Eventually
{
    internal static async Task BeTrueAsync(Func<bool> condition)
    {
        for (int look = 0; look < 1000; look++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        condition().Should().BeTrue("ten seconds are enough");
    }
}
