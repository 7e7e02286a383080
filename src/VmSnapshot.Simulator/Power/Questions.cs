using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Questions that keep a VM waiting until somebody answers.</summary>
internal static class Questions
{
    internal static void Ask(VCenter vCenter, VirtualMachine vm, VmQuestion question, Action<string> answered)
    {
        vm.GuestState.Asked = new PendingQuestion(question, answered);
        vm.ChangeRuntime(runtime => runtime.Question = question.ToInfo());
        vCenter.Events.Post(
            vm, new VmMessageEvent { UserName = "", Message = question.Text, MessageInfo = [new VirtualMachineMessage { Id = question.MessageId, Text = question.Text }] });
    }

    /// <summary>
    /// AnswerVM. A question that isn't asked any more is ConcurrentAccess, one that is another's InvalidArgument (vSphere
    /// Web Services API reference, AnswerVM).
    /// </summary>
    /// <exception cref="VimFaultException">ConcurrentAccess, InvalidArgument.</exception>
    internal static void Answer(VirtualMachine vm, string? questionId, string? choice)
    {
        PendingQuestion asked = vm.GuestState.Asked ?? throw PowerFaults.ConcurrentAccess(vm);
        if (asked.Question.Id != questionId)
        {
            throw SimulatedFault.InvalidArgument("questionId");
        }

        if (asked.Question.Choices.All(offered => offered.Key != choice))
        {
            throw SimulatedFault.InvalidArgument("answerChoice");
        }

        vm.GuestState.Asked = null;
        vm.ChangeRuntime(runtime => runtime.Question = null);
        asked.Answered(choice!);
    }
}
