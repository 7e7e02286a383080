using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Sessions;

/// <summary>Finding the service and logging in to it.</summary>
internal static class SessionOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<RetrieveServiceContentRequestType>((_, _) => vCenter.Content);
        vCenter.Operations.On<CurrentTimeRequestType>((_, _) => vCenter.World.Now);
        vCenter.Operations.On<LoginRequestType>((call, request) =>
        {
            bool known = request.UserName == vCenter.Options.UserName && request.Password == vCenter.Options.Password;
            return known && call.Session is null
                ? vCenter.Sessions.Begin(call.Connection, request.UserName!).Info
                : throw SimulatedFault.Of(new InvalidLogin(), "Cannot complete login due to an incorrect user name or password.");
        });
        vCenter.Operations.On<LogoutRequestType>((call, _) => vCenter.Sessions.End(call.User));
    }
}
