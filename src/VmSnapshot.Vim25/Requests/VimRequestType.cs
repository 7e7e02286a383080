using System.ServiceModel.Channels;
using VmSnapshot.Vim25.Protocol;

namespace VmSnapshot.Vim25;

/// <summary>
/// What a client asks of a server: one operation on one object, with its parameters. The classes derived from it are
/// named as the schema names the types of its requests.
/// </summary>
public abstract class VimRequestType : DynamicData
{
    private protected VimRequestType()
    {
    }

    /// <summary><c>_this</c>: the object that the operation is invoked on.</summary>
    public ManagedObjectReference? This { get; set; }

    /// <summary>The wire name of the operation, such as <c>CloneVM_Task</c>.</summary>
    public abstract string Operation { get; }

    /// <summary>The managed object type that has the operation.</summary>
    public abstract string OwnerType { get; }

    /// <summary>The privilege that it needs on <see cref="This"/>, or null where the schema names none.</summary>
    public virtual string? Privilege => null;

    /// <summary>The privileges that it needs on objects among its parameters, by the parameter's wire name.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> ParameterPrivileges => [];

    /// <summary>The wire names of the parameters that the schema calls secret.</summary>
    public virtual IReadOnlyList<string> SecretParameters => [];

    /// <summary>Whether the answer is a list of values.</summary>
    public virtual bool ReturnsList => false;

    /// <summary>Whether the answer has a value at all.</summary>
    public virtual bool ReturnsValue => false;

    /// <summary>Whether an answer without a value is no answer.</summary>
    internal virtual bool RequiresValue => false;

    /// <summary>Seconds that the caller lets the server wait for news, on top of the time that any call has.</summary>
    internal virtual int HeldBackSeconds => 0;

    internal override void WriteMembers(VimWriter writer)
    {
        base.WriteMembers(writer);
        writer.Reference("_this", This, required: true);
    }

    internal override bool ReadMember(VimReader reader, string name)
    {
        if (name == "_this")
        {
            This = reader.Reference();
            return true;
        }

        return base.ReadMember(reader, name);
    }

    internal override bool TryGet(string name, out object? value)
    {
        if (name == "_this")
        {
            value = This;
            return true;
        }

        return base.TryGet(name, out value);
    }

    /// <summary>The values of an answer: none, one, or as many as a list has.</summary>
    internal virtual object? ReadAnswer(Message answer, ReadBudget? budget)
    {
        AnswerReader.Read<object>(answer, Operation, static reader => reader.Any(), budget);
        return null;
    }

    /// <summary>Writes what an operation returned as the content of its response element.</summary>
    /// <exception cref="ArgumentException">It isn't what the operation returns.</exception>
    internal virtual void WriteAnswer(VimWriter writer, object? value)
    {
    }
}
