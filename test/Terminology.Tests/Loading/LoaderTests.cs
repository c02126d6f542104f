using Carewright.Terminology.Loading;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Sources;
using Carewright.Terminology.Tests.Running;

namespace Carewright.Terminology.Tests.Loading;

/// <summary>Each loader on a small file of its publisher's layout, with made-up codes.</summary>
public sealed class LoaderTests : IDisposable
{
    private readonly LoadRun _run = new();

    [Fact]
    public void ICD_10_CM_order_file()
    {
        var system = _run.With("icd10cm_order_2031.txt", Order("Q90", 0, "Made-up disease"), Order("Q901", 0, "Made-up disease, left", "Made-up disease of the left side"), Order("Q9011", 1, "Left, mild"), Order("Q9012", 1, "Left, severe"), Order("Q902", 1, "Right"))
            .Loaded("icd-10-cm");
        Assert.Equal("2031", system.Header.Version);
        Assert.Equal("Q90.1: Made-up disease of the left side (abstract)", Look.Of(system, "q90.1"));
        Assert.Equal("Q90.11: Left, mild", Look.Of(system, "Q90.11"));
        Assert.Equal(["Q90.1", "Q90.11", "Q90.12", "Q90.2"], Look.Below(system, "Q90"));
        Assert.Equal(["Made-up disease, left"], Look.Texts(system, "Q90.1"));
        Assert.Contains("billable=true", Look.Properties(system, "Q90.11"));
    }

    private const string Tabular = """
        <?xml version="1.0" encoding="utf-8"?>
        <ICD10CM.tabular>
          <version>2031</version>
          <chapter><name>1</name><desc>Made-up chapter (Q00-Q99)</desc>
            <includes><note>anything</note></includes>
            <sectionIndex><sectionRef first="Q90" last="Q91" id="Q90-Q91">Made-up section</sectionRef></sectionIndex>
            <section id="Q90-Q91"><desc>Made-up section (Q90-Q91)</desc>
              <diag><name>Q90</name><desc>Made-up disease</desc>
                <excludes1><note>other things (Q80)</note></excludes1>
                <sevenChrNote><note>Add a seventh character</note></sevenChrNote>
                <sevenChrDef><extension char="A">initial encounter</extension><extension char="D">subsequent encounter</extension></sevenChrDef>
                <diag><name>Q90.1</name><desc>Left side</desc><inclusionTerm><note>Sinister disease</note><note>Left disease</note></inclusionTerm>
                  <diag><name>Q90.11</name><desc>Left, mild</desc></diag>
                </diag>
                <diag><name>Q90.2</name><desc>Right side</desc></diag>
              </diag>
              <diag><name>Q91</name><desc>Another</desc></diag>
            </section>
          </chapter>
        </ICD10CM.tabular>
        """;

    [Fact]
    public void ICD_10_CM_tabular_list_alone_fills_in_the_seventh_characters()
    {
        var system = _run.With("icd10cm_tabular_2031.xml", Tabular).Loaded("icd-10-cm");
        Assert.Equal("Q90.11XA: Left, mild, initial encounter", Look.Of(system, "Q90.11XA"));
        Assert.Equal("Q90.2XXD: Right side, subsequent encounter", Look.Of(system, "Q90.2XXD"));
        Assert.Equal("Q00-Q99: Made-up chapter (abstract)", Look.Of(system, "Q00-Q99"));
        Assert.Equal(["Q90-Q91"], Look.Parents(system, "Q91"));
        Assert.Equal(["Sinister disease", "Left disease"], Look.Texts(system, "Q90.1"));
        Assert.Equal(["note=excludes1: other things (Q80)"], Look.Properties(system, "Q90"));
        Assert.Equal(11, system.Count);
    }

    [Fact]
    public void ICD_10_CM_order_file_and_tabular_list_together()
    {
        var system = _run.With("icd10cm_order_2031.txt", Order("Q90", 0, "Made-up disease"), Order("Q901", 1, "Left side")).With("icd10cm_tabular_2031.xml", Tabular).Loaded("icd-10-cm");
        Assert.Equal(["Q90-Q91"], Look.Parents(system, "Q90"));
        Assert.Equal(["Q90"], Look.Parents(system, "Q90.1"));
        Assert.Contains("Sinister disease", Look.Texts(system, "Q90.1"));
        Assert.Equal(-1, system.Find("Q91"));
    }

    [Fact]
    public void ICD_10_PCS_order_file()
    {
        var system = _run.With("icd10pcs_order_2031.txt", Order("0X1", 0, "Made-up, Bypass"), Order("0X10000", 1, "Bypass of made-up")).Loaded("icd-10-pcs");
        Assert.Equal("0X10000: Bypass of made-up", Look.Of(system, "0X10000"));
        Assert.Equal(["0X1"], Look.Parents(system, "0X10000"));
    }

    [Fact]
    public void A_line_that_is_not_of_an_order_file_is_named()
    {
        var faults = _run.With("icd10cm_order_2031.txt", Order("Q90", 0, "Made-up disease"), "nonsense", "", Order("Q91", 7, "Flag")).Refused("icd-10-cm");
        Assert.Equal(["LOAD-ICD-ROW icd10cm_order_2031.txt:2 The line is not of an order file: a code is in columns 7 to 13 and 0 or 1 in column 15.", "LOAD-ICD-ROW icd10cm_order_2031.txt:4 The line is not of an order file: a code is in columns 7 to 13 and 0 or 1 in column 15."], faults.Split('\n'));
    }

    [Fact]
    public void A_tabular_list_that_is_not_well_formed_is_named_with_its_line() => Assert.Contains("icd10cm_tabular_2031.xml:", _run.With("icd10cm_tabular_2031.xml", Tabular[..900]).Refused("icd-10-cm"), StringComparison.Ordinal);

    [Fact]
    public void HCPCS_fixed_width_joins_the_records_of_a_description()
    {
        var system = _run.With("HCPC2031_JAN_ANWEB.txt", Anweb("Z9001", '3', "Made-up device, the description of", "Device"), Anweb("Z9001", '4', "which goes on", ""), Anweb("   ZZ", '7', "Made-up modifier", "Modifier"), Anweb("Z9002", '3', "Old device", "Old", "20300630"))
            .Loaded("hcpcs");
        Assert.Equal("2031-01", system.Header.Version);
        Assert.Equal("Z9001: Made-up device, the description of which goes on", Look.Of(system, "Z9001"));
        Assert.Equal(["Device"], Look.Texts(system, "Z9001"));
        Assert.Equal(["modifier=true"], Look.Properties(system, "ZZ"));
        Assert.Equal("Z9002: Old device (inactive)", Look.Of(system, "Z9002"));
        Assert.Equal(["terminated=2030-06-30"], Look.Properties(system, "Z9002"));
    }

    [Fact]
    public void HCPCS_as_CSV()
    {
        var system = _run.With("anweb.csv", "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,TERM DT", "Z9001,00100,3,\"Device, made up\",Device,", "Z9001,00200,4,goes on,,", "Z9002,00100,3,Old,Old,6/30/2030").Loaded("hcpcs", new() { Version = "2031" });
        Assert.Equal("Z9001: Device, made up goes on", Look.Of(system, "Z9001"));
        Assert.Equal("Z9002: Old (inactive)", Look.Of(system, "Z9002"));
    }

    [Fact]
    public void CVX_and_MVX()
    {
        var system = _run.With("cvx.txt", "900 |made-up|made-up vaccine, whole name|for tests|Active|False|2031/02/01", "901|gone|gone vaccine||Inactive|True|2030/01/01").Loaded("cvx");
        Assert.Equal("2031-02-01", system.Header.Version);
        Assert.Equal("900: made-up", Look.Of(system, "900"));
        Assert.Equal(["made-up vaccine, whole name"], Look.Texts(system, "900"));
        Assert.Equal(["notes=for tests", "vaccine-status=active", "non-vaccine=false", "last-updated=2031-02-01"], Look.Properties(system, "900"));
        Assert.Equal("901: gone (inactive)", Look.Of(system, "901"));
        using var other = new LoadRun();
        Assert.Equal("MUP: Made Up, Inc.", Look.Of(other.With("mvx.txt", "MUP|Made Up, Inc.|note|Active|2031/02/01").Loaded("mvx"), "MUP"));
    }

    [Fact]
    public void RxNorm_RRF()
    {
        var system = _run
            .With("rrf/RXNCONSO.RRF", Rrf("9001", "ENG", "", "", "", "", "", "a1", "", "", "", "RXNORM", "PSN", "9001", "Madeupine 5 mg tablet, printed", "", "N", ""), Rrf("9001", "ENG", "", "", "", "", "", "a2", "", "", "", "RXNORM", "SCD", "9001", "madeupine 5 MG Oral Tablet", "", "N", ""),
                Rrf("9002", "ENG", "", "", "", "", "", "a3", "", "", "", "RXNORM", "IN", "9002", "madeupine", "", "N", ""), Rrf("9002", "ENG", "", "", "", "", "", "a4", "", "", "", "OTHER", "PT", "x", "not of RxNorm", "", "N", ""), Rrf("9003", "ENG", "", "", "", "", "", "a5", "", "", "", "RXNORM", "SCD", "9003", "old", "", "O", ""),
                Rrf("9004", "ENG", "", "", "", "", "", "a6", "", "", "", "RXNORM", "DF", "9004", "Oral Tablet", "", "N", ""))
            .With("rrf/RXNREL.RRF", Rrf("9002", "", "CUI", "RO", "9001", "", "CUI", "has_ingredient", "1", "", "RXNORM", "RXNORM", "", "", "", ""), Rrf("9004", "", "CUI", "RN", "9001", "", "CUI", "isa", "2", "", "RXNORM", "RXNORM", "", "", "", ""))
            .With("rrf/RXNSAT.RRF", Rrf("9001", "", "", "a2", "AUI", "9001", "", "", "NDC", "RXNORM", "00001000101", "N", ""), Rrf("9001", "", "", "a2", "AUI", "9001", "", "", "SOMETHING", "RXNORM", "x", "N", ""))
            .With("rrf/RXNSAB.RRF", Rrf("", "", "RXNORM_31AA_310303F", "RXNORM", "RxNorm", "", "31AA_310303F", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""))
            .Loaded("rxnorm");
        Assert.Equal("2031-03-03", system.Header.Version);
        Assert.Equal("9001: madeupine 5 MG Oral Tablet", Look.Of(system, "9001"));
        Assert.Equal(["Madeupine 5 mg tablet, printed"], Look.Texts(system, "9001"));
        Assert.Equal(["TTY=SCD", "has_ingredient=9002", "NDC=00001000101"], Look.Properties(system, "9001"));
        Assert.Equal(["9004"], Look.Parents(system, "9001"));
        Assert.Equal("9003: old (inactive)", Look.Of(system, "9003"));
        Assert.Empty(Look.Texts(system, "9002"));
        var service = Definitions.Service(_run.Store, null, Animals.Set("rx", """{"include": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "filter": [{"property": "has_ingredient", "op": "=", "value": "CUI:9002"}, {"property": "TTY", "op": "in", "value": "SCD,SBD"}]}]}"""));
        Assert.Equal(["9001"], service.Expand(new ExpandRequest { Url = Animals.Name("rx") }).Value!.Contains.Select(one => one.Code));
    }

    [Fact]
    public void LOINC_with_hierarchy_and_answers()
    {
        var system = _run
            .With("Loinc_9.99/LoincTableCore.csv", "\"LOINC_NUM\",\"COMPONENT\",\"PROPERTY\",\"TIME_ASPCT\",\"SYSTEM\",\"SCALE_TYP\",\"METHOD_TYP\",\"CLASS\",\"CLASSTYPE\",\"LONG_COMMON_NAME\",\"SHORTNAME\",\"STATUS\"",
                "\"99990-1\",\"Madeupine\",\"MCnc\",\"Pt\",\"Ser\",\"Qn\",\"\",\"CHEM\",\"1\",\"Madeupine [Mass/volume] in Serum\",\"Madeup SerPl\",\"ACTIVE\"", "\"99991-9\",\"Old\",\"Find\",\"Pt\",\"^Patient\",\"Ord\",\"\",\"CLIN\",\"2\",\"Old \"\"thing\"\"\",\"\",\"DEPRECATED\"")
            .With("ComponentHierarchyBySystem.csv", "PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT", ",1,,LP9000-1,Made-up part", "LP9000-1,1,LP9000-1,99990-1,Madeupine")
            .With("AnswerList.csv", "AnswerListId,AnswerListName,AnswerListOID,ExtDefinedYN,ExtDefinedAnswerListCodeSystem,ExtDefinedAnswerListLink,AnswerStringId,LocalAnswerCode,LocalAnswerCodeSystem,SequenceNumber,DisplayText", "LL9000-1,Made-up list,,N,,,LA9001-1,,,1,Somewhat", "LL9000-1,Made-up list,,N,,,LA9002-9,,,2,Very")
            .With("LoincAnswerListLink.csv", "LoincNumber,LongCommonName,AnswerListId,AnswerListName,AnswerListLinkType,ApplicableContext", "99991-9,Old,LL9000-1,Made-up list,EXAMPLE,")
            .Loaded("loinc");
        Assert.Equal("9.99", system.Header.Version);
        Assert.Equal("99990-1: Madeupine [Mass/volume] in Serum", Look.Of(system, "99990-1"));
        Assert.Equal("99991-9: Old \"thing\" (inactive)", Look.Of(system, "99991-9"));
        Assert.Equal(["LP9000-1"], Look.Parents(system, "99990-1"));
        Assert.Equal("LP9000-1: Made-up part (abstract)", Look.Of(system, "LP9000-1"));
        Assert.Contains("CLASS=CHEM", Look.Properties(system, "99990-1"));
        Assert.Contains("answer-list=LL9000-1", Look.Properties(system, "99991-9"));
        var service = Definitions.Service(_run.Store, null);
        Assert.Equal(["LA9001-1", "LA9002-9"], service.Expand(new ExpandRequest { Url = "http://loinc.org/vs/LL9000-1" }).Value!.Contains.Select(one => one.Code));
        Assert.Equal(["99990-1"], service.Expand(new ExpandRequest { Url = "http://loinc.org/vs/LP9000-1" }).Value!.Contains.Select(one => one.Code));
    }

    [Fact]
    public void SNOMED_CT_RF2()
    {
        const string Module = "900000000000207008", Primitive = "900000000000074008", Defined = "900000000000073002", Full = "900000000000003001", Synonym = "900000000000013009";
        const string Us = "900000000000509007", Gb = "900000000000508004", Preferred = "900000000000548007", Acceptable = "900000000000549004";
        var system = _run
            .With("Snapshot/Terminology/sct2_Concept_Snapshot_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId", $"900000011\t20310301\t1\t{Module}\t{Primitive}", $"900000012\t20310301\t1\t{Module}\t{Defined}", $"900000013\t20300301\t0\t{Module}\t{Primitive}", $"900000014\t20310301\t1\t{Module}\t{Primitive}")
            .With("Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId",
                $"1001\t20310301\t1\t{Module}\t900000011\ten\t{Full}\tMade-up thing (finding)\tx", $"1002\t20310301\t1\t{Module}\t900000011\ten\t{Synonym}\tMade-up thing\tx", $"1003\t20310301\t1\t{Module}\t900000012\ten\t{Synonym}\tColour thing\tx", $"1004\t20310301\t1\t{Module}\t900000012\ten\t{Synonym}\tColor thing\tx",
                $"1005\t20310301\t0\t{Module}\t900000012\ten\t{Synonym}\tGone\tx", $"1006\t20310301\t1\t{Module}\t900000013\ten\t{Full}\tOld thing \"quoted\" (finding)\tx", $"1007\t20310301\t1\t{Module}\t900000014\ten\t{Full}\tOther thing (finding)\tx")
            .With("Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId", $"a\t20310301\t1\t{Module}\t{Us}\t1002\t{Preferred}", $"b\t20310301\t1\t{Module}\t{Gb}\t1003\t{Preferred}", $"c\t20310301\t1\t{Module}\t{Us}\t1004\t{Preferred}", $"d\t20310301\t1\t{Module}\t{Us}\t1003\t{Acceptable}")
            .With("Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId",
                $"1\t20310301\t1\t{Module}\t900000012\t900000011\t0\t116680003\tx\tx", $"2\t20310301\t0\t{Module}\t900000014\t900000011\t0\t116680003\tx\tx", $"3\t20310301\t1\t{Module}\t900000012\t900000014\t1\t363698007\tx\tx", $"4\t20310301\t1\t{Module}\t900000012\t900000014\t2\t363698007\tx\tx")
            .With("Snapshot/Refset/Content/der2_Refset_SimpleSnapshot_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId", $"e\t20310301\t1\t{Module}\t900000019\t900000012")
            .With("Snapshot/Refset/Map/der2_sRefset_SimpleMapSnapshot_INT_20310301.txt", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tmapTarget", $"f\t20310301\t1\t{Module}\t447562003\t900000012\tQ90.1")
            .Loaded("snomed");
        Assert.Equal("http://snomed.info/sct/900000000000207008/version/20310301", system.Header.Version);
        Assert.Equal("900000011: Made-up thing", Look.Of(system, "900000011"));
        Assert.Equal("900000012: Color thing", Look.Of(system, "900000012"));
        Assert.Equal("900000013: Old thing \"quoted\" (finding) (inactive)", Look.Of(system, "900000013"));
        Assert.Equal(["Colour thing", "Color thing"], Look.Texts(system, "900000012"));
        Assert.Equal(["900000012"], Look.Below(system, "900000011"));
        Assert.Equal(["moduleId=900000000000207008", "effectiveTime=20310301", "sufficientlyDefined=true", "363698007=900000014", "refset=900000019", "map-447562003=Q90.1"], Look.Properties(system, "900000012"));
        var service = Definitions.Service(_run.Store, null);
        Assert.Equal(["900000011", "900000012"], Codes("http://snomed.info/sct?fhir_vs=isa/900000011"));
        Assert.Equal(["900000012"], Codes("http://snomed.info/sct?fhir_vs=refset/900000019"));
        Assert.Equal(["900000012"], Codes("http://snomed.info/sct?fhir_vs=ecl/" + Uri.EscapeDataString("<< 900000011 |Made-up thing| MINUS (900000011 OR 900000014)")));
        Assert.Equal(["900000012"], Codes("http://snomed.info/sct/900000000000207008?fhir_vs=ecl/%5E900000019"));
        Assert.Equal("TERM-FILTER", Assert.Single(service.Expand(new ExpandRequest { Url = "http://snomed.info/sct?fhir_vs=ecl/" + Uri.EscapeDataString("< 900000011 : 363698007 = *") }).Issues).Code);
        var translation = service.Translate(new TranslateRequest([new SentCoding("http://snomed.info/sct", null, "900000012", null)]) { Url = "http://snomed.info/sct?fhir_cm=447562003" }).Value!;
        Assert.Equal([("http://hl7.org/fhir/sid/icd-10", "Q90.1")], translation.Matches.Select(match => (match.System!, match.Code!)));

        IEnumerable<string> Codes(string url)
        {
            var answer = service.Expand(new ExpandRequest { Url = url });
            Assert.True(answer.Value is not null, string.Join("; ", answer.Issues.Select(issue => issue.Message)));
            return answer.Value.Contains.Select(one => one.Code);
        }
    }

    [Fact]
    public void NDC_products_and_packages()
    {
        var system = _run
            .With("product.txt", "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\tNONPROPRIETARYNAME\tDOSAGEFORMNAME\tROUTENAME\tLABELERNAME\tACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\tNDC_EXCLUDE_FLAG", "x\t0999-1234\tHUMAN PRESCRIPTION DRUG\tMadeup\t\tmadeupine\tTABLET\tORAL\tMade Up, Inc.\t5\tmg/1\tN")
            .With("package.txt", "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tNDC_EXCLUDE_FLAG", "x\t0999-1234\t0999-1234-01\t30 TABLET in 1 BOTTLE\tN")
            .Loaded("ndc", new() { Version = "2031-03-01" });
        Assert.Equal("0999-1234: Madeup 5 mg/1 tablet", Look.Of(system, "0999-1234"));
        Assert.Equal("0999-1234-01: Madeup 5 mg/1 tablet, 30 TABLET in 1 BOTTLE", Look.Of(system, "0999-1234-01"));
        Assert.Equal(["ndc11=00999123401"], Look.Properties(system, "0999-1234-01"));
        Assert.Equal(["0999-1234"], Look.Parents(system, "0999-1234-01"));
    }

    [Fact]
    public void A_table_of_ones_own()
    {
        var options = new LoadOptions { System = "http://example.org/own", Version = "1", CodeColumn = "Code", DisplayColumn = "Text", ParentColumn = "Up" };
        var system = _run.With("own.csv", "Code,Text,Up,Color", "b,\"B, with \"\"quotes\"\"\nover two lines\",a,red", "a,A,,").Loaded("csv", options);
        Assert.Equal("b: B, with \"quotes\"\nover two lines", Look.Of(system, "b"));
        Assert.Equal(["a"], Look.Parents(system, "b"));
        Assert.Equal(["color=red"], Look.Properties(system, "b"));
    }

    [Fact]
    public void A_CodeSystem_resource()
    {
        var system = _run.With("animals.json", Animals.System).Loaded("fhir");
        Assert.Equal("dog: Dog", Look.Of(system, "dog"));
        Assert.Equal(["bat", "flyer"], Look.Parents(system, "fruitbat"));
        Assert.Equal(["Perro", "Hund"], Look.Texts(system, "dog"));
        Assert.Equal("dodo: Dodo (inactive)", Look.Of(system, "dodo"));
        Assert.Equal("integer", system.Detail(system.Find("dog")).Properties[0].Kind.ToString().ToLowerInvariant());
    }

    [Theory]
    [InlineData("icd-10-cm", "LOAD-ICD-CM-FILE")]
    [InlineData("loinc", "LOAD-FILE")]
    [InlineData("snomed", "LOAD-FILE")]
    [InlineData("csv", "LOAD-CSV-OPTIONS")]
    [InlineData("fhir", "LOAD-FILE")]
    public void Files_of_another_kind_are_refused(string kind, string code) => Assert.StartsWith(code, _run.With("readme.md", "nothing").Refused(kind), StringComparison.Ordinal);

    [Fact]
    public void A_version_that_nobody_tells_is_asked_for() => Assert.StartsWith("LOAD-VERSION", _run.With("own.csv", "c", "1").Refused("csv", new() { System = "http://example.org/own", CodeColumn = "c" }), StringComparison.Ordinal);

    [Fact]
    public void Faults_are_counted_to_the_end_and_nothing_is_put_in_place()
    {
        _run.With("own.csv", "c,p", "a,", ",a", "b,nowhere", "\"open").Refused("csv", new() { System = "http://example.org/own", Version = "1", CodeColumn = "c", ParentColumn = "p" });
        Assert.Equal(["own.csv:3", "own.csv:5", "own.csv:4"], _run.Log.Issues.Select(issue => Path.GetFileName(issue.Location)));
    }

    [Fact]
    public void Every_loader_survives_garbage()
    {
        const string Letters = "aB1,|\t\"<>{}. ;\u00e9";
        var random = new Random(9);
        string[] names = ["icd10cm_order_2031.txt", "icd10cm_tabular_2031.xml", "icd10pcs_order_2031.txt", "HCPC2031_JAN_ANWEB.txt", "cvx.txt", "RXNCONSO.RRF", "LoincTableCore.csv", "sct2_Concept_Snapshot_INT_20310301.txt", "sct2_Description_Snapshot-en_INT_20310301.txt", "product.txt", "own.csv", "system.json"];
        for (var round = 0; round < 5; round++)
        {
            using var run = new LoadRun();
            foreach (var name in names)
                run.With(name, [.. Enumerable.Range(0, 30).Select(_ => new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => Letters[random.Next(Letters.Length)])]))]);
            foreach (var loader in TermLoader.All)
                run.Load(loader.Kind, new() { Version = "1", System = "http://example.org/own", CodeColumn = "c" });
            Assert.NotNull(new TerminologySources([], run.Store));
        }
    }

    public void Dispose() => _run.Dispose();

    private static string Order(string code, int flag, string brief, string? whole = null) => $"{1,5:00000} {code,-7} {flag} {brief,-60} {whole ?? brief}";

    private static string Anweb(string code, char record, string whole, string brief, string termination = "") => $"{code,-5}00100{record}{whole,-80}{brief,-28}".PadRight(284) + termination.PadRight(36);

    private static string Rrf(params string[] fields) => string.Join('|', fields) + "|";
}
