using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace VmSnapshot.Durability.Worker;

/// <summary>
/// Says all that anybody could come to see of the worker's inside, on standard error: every span with its tags and events, and every exception
/// that is thrown anywhere, caught or not. The tests look for secrets in it.
/// </summary>
internal static class Telling
{
    [ThreadStatic]
    private static bool _isAtIt;

    public static ActivityListener Begin()
    {
        AppDomain.CurrentDomain.FirstChanceException += Tell;
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Tell,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void Tell(Activity activity) => Console.Error.WriteLine(
        $"span {activity.Source.Name}/{activity.DisplayName} {activity.Status} {activity.StatusDescription} "
        + string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))
        + string.Concat(activity.Events.Select(e => $" [{e.Name} {string.Join(' ', e.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}]")));

    private static void Tell(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (_isAtIt)
        {
            return;
        }

        _isAtIt = true;
        try
        {
            Console.Error.WriteLine($"thrown {thrown.Exception}");
        }
        finally
        {
            _isAtIt = false;
        }
    }
}
