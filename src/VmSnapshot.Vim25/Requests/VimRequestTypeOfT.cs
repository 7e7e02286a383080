using System.ServiceModel.Channels;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25;

/// <summary>A request whose answer has a value.</summary>
/// <typeparam name="T">The type of the value, or of one where the answer is a list.</typeparam>
public abstract class VimRequestType<T> : VimRequestType
{
    private protected VimRequestType()
    {
    }

    /// <inheritdoc/>
    public override bool ReturnsValue => true;

    internal abstract T? ReadReturnValue(VimReader reader);

    internal abstract void WriteReturnValue(VimWriter writer, T value);

    internal override object? ReadAnswer(Message answer, ReadBudget? budget)
    {
        List<T> values = AnswerReader.Read(answer, Operation, ReadReturnValue, budget);
        return ReturnsList ? values : values is [var value, ..] ? value : null;
    }

    internal override void WriteAnswer(VimWriter writer, object? value)
    {
        foreach (T item in Values(value))
        {
            WriteReturnValue(writer, item);
        }
    }

    /// <summary>What an operation returned, as so many values.</summary>
    internal IReadOnlyList<T> Values(object? returned) => returned switch
    {
        null => [],
        IReadOnlyList<T> list when ReturnsList => list,
        T value => [value],
        _ => throw new ArgumentException($"{Operation} returns {typeof(T).Name}{(ReturnsList ? " values" : "")}, not a {returned.GetType()}."),
    };
}
