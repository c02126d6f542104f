using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>Steps along element names.</summary>
internal static class Navigation
{
    /// <summary>The children of a name; of a type's description its name and namespace.</summary>
    public static PathStep Child(ElementName name) => name.IsDefined ? Defined(name) : Undefined(name);

    /// <summary>At the start of a path a type's name means the focus itself when it is of that type ("Patient.name").</summary>
    public static PathStep TypeOrChild(TypeDefinition type, ElementName name)
    {
        PathStep? child = name.IsDefined ? Child(name) : null;
        return (evaluation, start) =>
        {
            int kept = start;
            for (int i = start; i < evaluation.Top; i++)
            {
                if (evaluation[i].IsElement && evaluation[i].Element.Type is { } actual && (ReferenceEquals(actual, type) || actual.IsSubtypeOf(type)))
                {
                    evaluation[kept++] = evaluation[i];
                }
            }

            if (kept == start && child is not null)
            {
                child(evaluation, start);
            }
            else
            {
                evaluation.Top = kept;
            }
        };
    }

    // The hot path of every expression: a walk over the siblings in the document's index, comparing numbers.
    private static PathStep Defined(ElementName name)
    {
        int number = name.Index;
        return (evaluation, start) =>
        {
            int end = evaluation.Top;
            for (int i = start; i < end; i++)
            {
                if (evaluation[i].IsElement)
                {
                    Element parent = evaluation[i].Element;
                    ResourceDocument document = parent.Document;
                    Node[] nodes = document.Nodes;
                    for (int next = nodes[parent.Index].FirstChild; next != 0; next = nodes[next].Next)
                    {
                        if (nodes[next].Name == number)
                        {
                            evaluation.Push(FhirPathValue.Of(document, next));
                        }
                    }
                }
                else if (evaluation[i].Kind == FhirPathKind.TypeInfo)
                {
                    TypeMember(evaluation, evaluation[i], name.Text);
                }
            }

            evaluation.Settle(start, end);
        };
    }

    // Elements that the definitions do not know, by their JSON name.
    private static PathStep Undefined(ElementName name) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        for (int i = start; i < end; i++)
        {
            if (evaluation[i].Kind == FhirPathKind.TypeInfo)
            {
                TypeMember(evaluation, evaluation[i], name.Text);
                continue;
            }

            foreach (Element child in evaluation[i].Element.Children(name))
            {
                evaluation.Push(FhirPathValue.Of(child));
            }
        }

        evaluation.Settle(start, end);
    };

    /// <summary>All children of the items from <paramref name="from"/> to <paramref name="to"/>, pushed.</summary>
    public static void PushChildren(Evaluation evaluation, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            foreach (Element child in evaluation[i].Element.Children())
            {
                evaluation.Push(FhirPathValue.Of(child));
            }
        }
    }

    private static void TypeMember(Evaluation evaluation, in FhirPathValue item, string name)
    {
        (string space, string typeName) = item.TypeInfoValue;
        if (name is "name" or "namespace")
        {
            evaluation.Push(FhirPathValue.Of(name == "name" ? typeName : space));
        }
    }
}
