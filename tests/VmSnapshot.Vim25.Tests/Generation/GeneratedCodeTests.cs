using VmSnapshot.Vim25.Generator;

namespace VmSnapshot.Vim25.Tests.Generation;

public class GeneratedCodeTests
{
    private static readonly string Root = RepositoryLayout.FindRoot(AppContext.BaseDirectory);

    [Fact]
    public void The_committed_code_is_what_the_model_gives()
    {
        IReadOnlyDictionary<string, string> expected = GeneratedSources.From(RepositoryLayout.ReadModel(Root));
        Dictionary<string, string> committed = Directory.GetFiles(RepositoryLayout.GeneratedFolder(Root), "*.cs")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

        committed.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach ((string file, string text) in expected)
        {
            (committed[file] == text).Should().BeTrue("{0} must be written anew: dotnet run --project src/VmSnapshot.Vim25.Generator", file);
        }
    }

    [Fact]
    public void The_extracted_model_holds_what_the_roots_ask_for()
    {
        VimModel model = RepositoryLayout.ReadModel(Root);
        string roots = Path.Combine(Root, "src", "VmSnapshot.Vim25.Generator", "Model", "roots.txt");
        foreach (string line in File.ReadLines(roots).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0 && line[0] != '[' && line != "raised"))
        {
            string[] words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "operation")
            {
                model.Operations.Should().Contain(operation => operation.Name == words[1]);
                continue;
            }

            model.Objects.Should().ContainKey(words[1]);
            IEnumerable<string> members = model.Objects[words[1]].Members.Select(member => member.Name);
            string[] cut = [.. words.Skip(2).Where(word => word[0] == '-').Select(word => word[1..])];
            words.Skip(2).Where(word => word[0] is not '-' and not '*').Should().BeSubsetOf(members);
            members.Should().NotContain(member => cut.Contains(member));
        }
    }

    [Fact]
    public void Every_fault_that_an_operation_declares_has_a_class()
    {
        VimModel model = RepositoryLayout.ReadModel(Root);

        model.Operations.SelectMany(operation => operation.Faults).Distinct().Should().BeSubsetOf(model.Objects.Keys);
    }

    [Fact]
    public void What_is_derived_from_a_declared_fault_has_a_class_too()
    {
        VimModel model = RepositoryLayout.ReadModel(Root);
        HashSet<string> declared = [.. model.Operations.SelectMany(operation => operation.Faults).Where(fault => fault != "VimFault")];

        foreach (string type in model.BaseTypes.Keys.Where(type => declared.Overlaps(VimTypes.BaseNames(type))))
        {
            model.Objects.Should().ContainKey(type);
        }
    }

    [Fact]
    public void Members_of_later_versions_stand_where_the_schema_has_them()
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "object A : DynamicData 2.0", "  a int 2.0", "  b int 2.0", "extend A", "  after a", "  x int 7.0", "  y int 7.0", "extend A", "  z int 8.0"]);

        reader.Finish().Objects["A"].Members.Select(member => member.Name).Should().Equal("a", "x", "y", "b", "z");
    }

    [Theory]
    [InlineData("extend B", "  x int 7.0")]
    [InlineData("extend A", "  after b", "  x int 7.0")]
    public void An_extension_of_what_is_not_there_is_refused(params string[] extension)
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "object A : DynamicData 2.0", "  a int 2.0", .. extension]);

        reader.Invoking(model => model.Finish()).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Every_operation_is_a_method_with_a_token_at_the_end()
    {
        foreach (VimOperation operation in RepositoryLayout.ReadModel(Root).Operations)
        {
            System.Reflection.MethodInfo? method = typeof(VimClient).GetMethod(CSharpNames.Method(operation.Name));

            method.Should().NotBeNull("{0} is an operation of the model", operation.Name);
            System.Reflection.ParameterInfo[] parameters = method!.GetParameters();
            parameters[0].ParameterType.Should().Be<ManagedObjectReference>();
            parameters[^1].ParameterType.Should().Be<CancellationToken>();
            parameters[^1].IsOptional.Should().BeTrue();
            parameters[1..^1].Select(parameter => parameter.Name).Should().Equal(operation.Parameters.Select(parameter => parameter.Name));
        }
    }

    [Fact]
    public void A_model_that_uses_a_type_it_does_not_describe_is_refused()
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "object A : DynamicData 2.0", "  b Missing 2.0"]);

        reader.Invoking(model => model.Finish()).Should().Throw<InvalidDataException>().WithMessage("*Missing*");
    }

    [Fact]
    public void A_line_that_is_none_of_the_grammar_is_refused_with_its_place()
    {
        var reader = new ModelReader();

        reader.Invoking(model => model.ReadModel("test", ["[Core]", "thing A"])).Should().Throw<InvalidDataException>().WithMessage("test(2): can't read 'thing A'.");
    }
}
