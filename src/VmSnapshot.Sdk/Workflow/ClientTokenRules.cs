namespace VmSnapshot.Sdk.Workflow;

/// <summary>What a request's client token may be.</summary>
internal static class ClientTokenRules
{
    private const int MaxLength = 200;

    /// <summary>Whether there can be an operation of that token.</summary>
    public static bool IsToken(string? token) => token is { Length: > 0 and <= MaxLength };

    public static IEnumerable<ValidationFinding> Check(string property, string? token)
    {
        if (token is not null && !IsToken(token))
        {
            yield return new(property, $"A client token is a text of 1 to {MaxLength} characters; this one has {token.Length}.");
        }
    }
}
