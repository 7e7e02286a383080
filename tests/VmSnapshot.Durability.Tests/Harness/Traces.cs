using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>Everything that the SDK logs, for a search in it.</summary>
internal sealed class CapturedLogs : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one, and this is it.
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
        // Lines stay.
    }
}

/// <summary>A host's vault: its secrets have a mark by which they are found wherever they are not to be.</summary>
internal sealed class PlantedSecrets : ISecretResolver
{
    public const string Mark = "planted-secret";

    private static readonly ConcurrentQueue<string> Leaks = new();
    private static readonly Lazy<ActivityListener> Listener = new(Listen);

    private readonly string _secret = $"{Mark}-{Guid.NewGuid():n}";
    private int _away;

    /// <summary>Begins to watch the spans of all runs, once.</summary>
    /// <param name="away">How often it has no answer first.</param>
    public PlantedSecrets(int away)
    {
        _away = away;
        _ = Listener.Value;
    }

    /// <summary>Spans of any run that have it.</summary>
    public IEnumerable<string> Leaked => Leaks.Where(leak => leak.Contains(_secret, StringComparison.Ordinal));

    public ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default) => Interlocked.Decrement(ref _away) >= 0
        ? throw new TimeoutException($"The vault didn't answer, and its client says more than it should: {_secret}.")
        : new($"{_secret}/{reference.Location}");

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("VmSnapshot", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var texts = activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
                    .Concat(activity.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name}: {tag.Key}={tag.Value}")))
                    .Append(activity.DisplayName).Append(activity.StatusDescription ?? string.Empty);
                foreach (var text in texts.Where(text => text.Contains(Mark, StringComparison.Ordinal)))
                {
                    Leaks.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
