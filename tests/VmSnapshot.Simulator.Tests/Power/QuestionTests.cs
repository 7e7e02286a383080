using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class QuestionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_VM_that_asks_waits_for_the_answer()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Vm.GuestState.NextQuestion = VmQuestion.MovedOrCopied("17"));

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);
        lab.Clock.Advance(TimeSpan.FromHours(1));

        lab.InfoOf(task).State.Should().Be(TaskInfoState.Running);
        VirtualMachineQuestionInfo question = lab.Vm.Runtime.Question!;
        question.Id.Should().Be("17");
        question.Choice!.ChoiceInfo!.Select(choice => choice.Key).Should().Equal("0", "1", "2");
        question.Choice.DefaultIndex.Should().Be(2);
        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent", "VmMessageEvent");

        await lab.Client.AnswerVMAsync(lab.Vm.Reference, "17", "2", Cancelled);

        lab.InfoOf(task).State.Should().Be(TaskInfoState.Success);
        lab.Vm.Runtime.Question.Should().BeNull();
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
    }

    [Fact]
    public async Task An_answer_that_gives_up_fails_the_power_on()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Vm.GuestState.NextQuestion = VmQuestion.MovedOrCopied());
        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        await lab.Client.AnswerVMAsync(lab.Vm.Reference, "1", "0", Cancelled);

        lab.FaultOf(task).Should().BeOfType<GenericVmConfigFault>().Which.Reason.Should().Be("msg.uuid.altered");
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        await lab.PowerOnAsync(lab.Vm);
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn, "it asks only once");
    }

    [Fact]
    public async Task Wrong_answers_are_told_apart()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        Func<Task> Answer(string id, string choice) => () => lab.Client.AnswerVMAsync(lab.Vm.Reference, id, choice, Cancelled);

        (await Answer("1", "0").Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ConcurrentAccess");
        lab.Arrange(_ => lab.Vm.GuestState.NextQuestion = VmQuestion.MovedOrCopied());
        await lab.PowerOnAsync(lab.Vm);
        (await Answer("2", "0").Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("questionId");
        (await Answer("1", "9").Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("answerChoice");
        await Answer("1", "1").Should().NotThrowAsync();
        (await Answer("1", "1").Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ConcurrentAccess");
    }
}
