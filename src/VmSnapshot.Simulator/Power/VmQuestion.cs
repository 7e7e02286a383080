using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>What a VM may ask when it is powered on.</summary>
/// <param name="Id">What <c>AnswerVM</c> names it by.</param>
/// <param name="MessageId">The message's identifier, such as <c>msg.uuid.altered</c>.</param>
/// <param name="Text">What it asks.</param>
/// <param name="Choices">The answers, each with its key.</param>
/// <param name="DefaultIndex">Which of them is suggested.</param>
/// <param name="Refusing">The keys of those that keep the VM from starting.</param>
internal sealed record VmQuestion(
    string Id,
    string MessageId,
    string Text,
    IReadOnlyList<KeyValuePair<string, string>> Choices,
    int DefaultIndex,
    IReadOnlyList<string> Refusing)
{
    /// <summary>The question of a VM whose files were moved or copied behind vCenter's back, with ESXi's three answers.</summary>
    internal static VmQuestion MovedOrCopied(string id = "1") => new(
        id,
        "msg.uuid.altered",
        "This virtual machine might have been moved or copied. Was it moved, or was it copied?",
        [new("0", "button.uuid.cancel"), new("1", "button.uuid.movedTheVM"), new("2", "button.uuid.copiedTheVM")],
        DefaultIndex: 2,
        Refusing: ["0"]);

    /// <summary>As <c>runtime.question</c> shows it.</summary>
    internal VirtualMachineQuestionInfo ToInfo() => new()
    {
        Id = Id,
        Text = Text,
        Choice = new ChoiceOption
        {
            ChoiceInfo = [.. Choices.Select(choice => new ElementDescription { Key = choice.Key, Label = choice.Value, Summary = choice.Value })],
            DefaultIndex = DefaultIndex,
        },
        Message = [new VirtualMachineMessage { Id = MessageId, Text = Text }],
    };
}

/// <summary>A question that was asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answered">Goes on with the key of the answer.</param>
internal sealed record PendingQuestion(VmQuestion Question, Action<string> Answered);
