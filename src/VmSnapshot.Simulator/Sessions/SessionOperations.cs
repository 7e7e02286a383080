using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Sessions;

/// <summary>Finding the service, logging in to it and out again (API reference, SessionManager).</summary>
internal static class SessionOperations
{
    internal static void Register(VCenter vCenter)
    {
        ManagedObject manager = vCenter.World.Find(vCenter.Content.SessionManager)!;
        manager.Set("message", "");
        manager.Set("defaultLocale", Locales.Default);
        manager.Set("supportedLocaleList", Locales.Supported);
        manager.Set("messageLocaleList", Locales.WithMessages);
        manager.Derive("currentSession", () => SimulatedCall.Current?.Session?.Describe());
        manager.Derive("sessionList", () => vCenter.Sessions.Open.Select(session => session.Describe()).ToList());

        vCenter.Operations.On<RetrieveServiceContentRequestType>((_, _) => vCenter.Content);
        vCenter.Operations.On<CurrentTimeRequestType>((_, _) => vCenter.World.Now);
        vCenter.Operations.On<LoginRequestType>((call, request) =>
        {
            RequireNoSession(call);
            if (vCenter.Permissions.FindUser(request.UserName) is not { } user || !user.Accepts(request.Password))
            {
                // Only the name is recorded. Whether it was the name or the password that was wrong, the caller isn't told.
                vCenter.Events.Post(new BadUsernameSessionEvent { UserName = request.UserName, IpAddress = call.Connection.IpAddress });
                throw SimulatedFault.InvalidLogin();
            }

            return Open(vCenter, call, user, request.Locale);
        });
        vCenter.Operations.On<LoginByTokenRequestType>((call, request) =>
        {
            // The token itself travels in the SOAP header, and there is no single sign-on service here that could check it.
            RequireNoSession(call);
            return Open(vCenter, call, vCenter.Permissions.FindUser(vCenter.Options.TokenUserName) ?? throw SimulatedFault.InvalidLogin(), request.Locale);
        });
        vCenter.Operations.On<LogoutRequestType>((call, _) =>
        {
            vCenter.Sessions.End(call.User);
            call.Connection.SessionKey = null;
        });
        vCenter.Operations.On<SessionIsActiveRequestType>((_, request) =>
            vCenter.Sessions.FindByKey(request.SessionID) is { } session && string.Equals(session.UserName, request.UserName, StringComparison.OrdinalIgnoreCase));
        vCenter.Operations.On<AcquireCloneTicketRequestType>((call, _) => vCenter.Sessions.IssueCloneTicket(call.User));
        vCenter.Operations.On<CloneSessionRequestType>((call, request) =>
        {
            SimulatedSession origin = vCenter.Sessions.UseCloneTicket(request.CloneTicket) ?? throw SimulatedFault.InvalidLogin();
            if (call.Session is { } replaced && replaced != origin)
            {
                vCenter.Sessions.End(replaced); // the connection takes on the other identity
            }

            return vCenter.Sessions.Begin(call.Connection, origin.User, origin.Info.Locale!).Describe();
        });
    }

    // govmomi's simulator does the same: who is logged in logs out first.
    private static void RequireNoSession(SimulatedCall call)
    {
        if (call.Session is not null)
        {
            throw SimulatedFault.InvalidLogin();
        }
    }

    private static UserSession Open(VCenter vCenter, SimulatedCall call, SimulatedUser user, string? locale)
    {
        string chosen = Locales.Choose(locale);
        if (!vCenter.Permissions.HasAccess(user))
        {
            throw SimulatedFault.NoPermission(vCenter.RootFolder.Reference, "System.View");
        }

        return vCenter.Sessions.Begin(call.Connection, user, chosen).Describe();
    }
}
