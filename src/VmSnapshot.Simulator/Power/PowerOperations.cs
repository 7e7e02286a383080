using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Power states.</summary>
internal static class PowerOperations
{
    internal static void Register(VCenter vCenter)
    {
        OperationTable operations = vCenter.Operations;
        SimulatedWorld world = vCenter.World;
        operations.On<PowerOnVMRequestType>((call, request) => PowerOn.Start(
            call, vCenter, world.Require<VirtualMachine>(request.This), request.Host is null ? null : world.Require<HostSystem>(request.Host, "host")));
        operations.On<PowerOffVMRequestType>((call, request) => PowerOff.Start(call, vCenter, world.Require<VirtualMachine>(request.This)));
        operations.On<PowerOnMultiVMRequestType>((call, request) => PowerOnMulti.Start(call, vCenter, world.Require<Datacenter>(request.This), request));
        operations.On<ShutdownGuestRequestType>((call, request) => PowerOff.AskGuest(call, vCenter, world.Require<VirtualMachine>(request.This)));
        operations.On<AnswerVMRequestType>((_, request) => Questions.Answer(world.Require<VirtualMachine>(request.This), request.QuestionId, request.AnswerChoice));
        operations.On<CheckPowerOnRequestType>((call, request) => PowerOnCheck.Start(call, vCenter, request));
    }
}
