namespace VmSnapshot.Vim25.Server;

/// <summary>A request as a server read it.</summary>
/// <param name="Request">What the client asks for.</param>
/// <param name="ApiVersion">The version of the API that it speaks.</param>
/// <param name="Failures">What a strict server refuses the request for; empty when there is nothing, or nobody looked.</param>
public sealed record VimServerRequest(VimRequestType Request, string ApiVersion, IReadOnlyList<StrictReadingFailure> Failures);
