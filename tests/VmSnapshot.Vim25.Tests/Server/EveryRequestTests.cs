using System.Buffers;
using System.Collections;
using System.Text;
using VmSnapshot.Vim25.Generator;
using VmSnapshot.Vim25.Server;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Server;

/// <summary>What must hold for each generated request, and for copies and members of each data object.</summary>
public class EveryRequestTests
{
    private static readonly VimModel Model = RepositoryLayout.ReadModel(RepositoryLayout.FindRoot(AppContext.BaseDirectory));

    private static readonly IReadOnlyList<Type> Requests = [.. typeof(DynamicData).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(VimRequestType)) && !type.IsAbstract)
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static TheoryData<string> RequestNames => [.. Requests.Select(type => type.Name)];

    public static TheoryData<string> AllNames => [.. Requests.Concat(Samples.DataObjectTypes).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(RequestNames))]
    public void A_full_request_survives_writing_and_reading_and_is_strictly_right(string name)
    {
        var request = (VimRequestType)Sample(name);
        byte[] written = VimServerCodec.WriteRequest(request, VimVersions.Newest);

        VimServerRequest read = VimServerCodec.ReadRequest(written, "\"urn:vim25/" + VimVersions.Newest + "\"", strict: true);

        read.Failures.Should().BeEmpty();
        read.Request.GetType().Name.Should().Be(name);
        Encoding.UTF8.GetString(VimServerCodec.WriteRequest(read.Request, VimVersions.Newest)).Should().Be(Encoding.UTF8.GetString(written));
    }

    [Theory]
    [MemberData(nameof(RequestNames))]
    public void An_answer_survives_writing_and_reading(string name)
    {
        var request = (VimRequestType)Sample(name);
        object? result = Result(request);
        byte[] written = Answer(request, result);

        object? read = VimServerCodec.ReadAnswer(request, written);

        Encoding.UTF8.GetString(Answer(request, read)).Should().Be(Encoding.UTF8.GetString(written));
        (read is null).Should().Be(result is null);
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void A_copy_is_equal_and_shares_nothing_that_can_change(string name)
    {
        DynamicData original = Sample(name);

        DynamicData copy = original.Copy();

        copy.Should().BeOfType(original.GetType());
        Written(copy).Should().Be(Written(original));
        var mutable = new HashSet<object>(Mutable(original), ReferenceEqualityComparer.Instance);
        Mutable(copy).Where(mutable.Contains).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Every_member_is_found_by_its_wire_name_and_nothing_else_is(string name)
    {
        DynamicData sample = Sample(name);

        foreach ((string wireName, object? value) in WireNames(sample).Zip(Samples.Members(sample.GetType())
            .OrderBy(member => Depth(member.DeclaringType!)).Select(member => member.GetValue(sample))))
        {
            sample.TryGetMember(wireName, out object? found).Should().BeTrue(wireName);
            found.Should().Be(value, wireName);
        }

        sample.TryGetMember("ofLater", out object? nothing).Should().BeFalse();
        nothing.Should().BeNull();
    }

    private static DynamicData Sample(string name) => Samples.Full(typeof(DynamicData).Assembly.GetType("VmSnapshot.Vim25." + name, throwOnError: true)!);

    private static string Written(DynamicData data) => Wire.Write(writer => data.WriteMembers(writer));

    private static byte[] Answer(VimRequestType request, object? result)
    {
        var target = new ArrayBufferWriter<byte>();
        VimServerCodec.WriteAnswer(target, request, result, VimVersions.Newest);
        return target.WrittenSpan.ToArray();
    }

    /// <summary>What the operation may return.</summary>
    private static object? Result(VimRequestType request)
    {
        Type? generic = request.GetType().BaseType is { IsGenericType: true } based ? based.GetGenericArguments()[0] : null;
        if (generic is null)
        {
            return null;
        }

        object one = Samples.One(generic);
        if (!request.ReturnsList)
        {
            return one;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(generic))!;
        list.Add(one);
        list.Add(one);
        return list;
    }

    private static IEnumerable<object> Mutable(object? value) => value switch
    {
        byte[] bytes => [bytes],
        IList list => list.Cast<object?>().SelectMany(Mutable).Prepend(list),
        DynamicData data => Samples.Members(data.GetType()).SelectMany(member => Mutable(member.GetValue(data))).Prepend(data),
        _ => [],
    };

    private static IEnumerable<string> WireNames(DynamicData data) => data is VimRequestType request
        ? Model.Operations.Single(operation => operation.Name == request.Operation).Parameters.Select(parameter => parameter.Name).Prepend("_this")
        : WireNames(data.GetType().Name);

    private static IEnumerable<string> WireNames(string type)
        => Model.Objects.TryGetValue(type, out VimObject? found) ? WireNames(found.Base).Concat(found.Members.Select(member => member.Name)) : [];

    private static int Depth(Type type) => type.BaseType is { } based ? Depth(based) + 1 : 0;
}
