/**
 * The messages of Spark Connect that this client uses, a subset of `spark/connect/*.proto` of Apache Spark (the numbers
 * are the same from 4.0 to 4.3), with those of `google/rpc` that carry the details of an error. What a newer server
 * sends besides is skipped, as protobuf has it.
 */
export const PROTO = `
syntax = "proto3";
package spark.connect;

message Empty {}
message UserContext { string user_id = 1; string user_name = 2; }

message ExecutePlanRequest {
  string session_id = 1; UserContext user_context = 2; Plan plan = 3; optional string client_type = 4;
  repeated RequestOption request_options = 5; optional string operation_id = 6; repeated string tags = 7;
  optional string client_observed_server_side_session_id = 8;
}
message RequestOption {
  oneof request_option { ReattachOptions reattach_options = 1; ResultChunkingOptions result_chunking_options = 2; }
}
message ReattachOptions { bool reattachable = 1; }
message ResultChunkingOptions { bool allow_arrow_batch_chunking = 1; optional int64 preferred_arrow_chunk_size = 2; }

message ExecutePlanResponse {
  string session_id = 1; string server_side_session_id = 15; string operation_id = 12; string response_id = 13;
  DataType schema = 7;
  oneof response_type {
    ArrowBatch arrow_batch = 2; Empty result_complete = 14; ExecutionProgress execution_progress = 18;
  }
}
message ArrowBatch {
  int64 row_count = 1; bytes data = 2; optional int64 start_offset = 3; optional int64 chunk_index = 4;
  optional int64 num_chunks_in_batch = 5;
}
message ExecutionProgress { repeated StageInfo stages = 1; int64 num_inflight_tasks = 2; }
message StageInfo {
  int64 stage_id = 1; int64 num_tasks = 2; int64 num_completed_tasks = 3; int64 input_bytes_read = 4; bool done = 5;
}

message ReattachExecuteRequest {
  string session_id = 1; UserContext user_context = 2; string operation_id = 3; optional string client_type = 4;
  optional string last_response_id = 5; optional string client_observed_server_side_session_id = 6;
}
message ReleaseExecuteRequest {
  string session_id = 1; UserContext user_context = 2; string operation_id = 3; optional string client_type = 4;
  oneof release { Empty release_all = 5; }
  optional string client_observed_server_side_session_id = 7;
}
message ReleaseExecuteResponse { string session_id = 1; optional string operation_id = 2; string server_side_session_id = 3; }

message AnalyzePlanRequest {
  string session_id = 1; UserContext user_context = 2; optional string client_type = 3;
  optional string client_observed_server_side_session_id = 17;
  oneof analyze { AnalyzeSchema schema = 4; Explain explain = 5; Empty spark_version = 10; }
}
message AnalyzeSchema { Plan plan = 1; }
message Explain { Plan plan = 1; int32 explain_mode = 2; }
message AnalyzePlanResponse {
  string session_id = 1; string server_side_session_id = 15;
  oneof result { SchemaResult schema = 2; ExplainResult explain = 3; VersionResult spark_version = 8; }
}
message SchemaResult { DataType schema = 1; }
message ExplainResult { string explain_string = 1; }
message VersionResult { string version = 1; }

message ConfigRequest {
  string session_id = 1; UserContext user_context = 2; ConfigOperation operation = 3; optional string client_type = 4;
  optional string client_observed_server_side_session_id = 8;
}
message ConfigOperation { oneof op_type { ConfigSet set = 1; ConfigKeys get_option = 4; ConfigKeys unset = 6; } }
message ConfigSet { repeated KeyValue pairs = 1; optional bool silent = 2; }
message ConfigKeys { repeated string keys = 1; }
message KeyValue { string key = 1; optional string value = 2; }
message ConfigResponse {
  string session_id = 1; repeated KeyValue pairs = 2; repeated string warnings = 3; string server_side_session_id = 4;
}

message InterruptRequest {
  string session_id = 1; UserContext user_context = 2; optional string client_type = 3; int32 interrupt_type = 4;
  oneof interrupt { string operation_id = 6; }
  optional string client_observed_server_side_session_id = 7;
}
message InterruptResponse { string session_id = 1; repeated string interrupted_ids = 2; string server_side_session_id = 3; }
message ReleaseSessionRequest {
  string session_id = 1; UserContext user_context = 2; optional string client_type = 3; bool allow_reconnect = 4;
}
message ReleaseSessionResponse { string session_id = 1; string server_side_session_id = 2; }

message FetchErrorDetailsRequest {
  string session_id = 1; UserContext user_context = 2; string error_id = 3; optional string client_type = 4;
  optional string client_observed_server_side_session_id = 5;
}
message FetchErrorDetailsResponse {
  optional int32 root_error_idx = 1; repeated ErrorDetail errors = 2; string server_side_session_id = 3; string session_id = 4;
}
message ErrorDetail { repeated string error_type_hierarchy = 1; string message = 2; SparkThrowable spark_throwable = 5; }
message SparkThrowable {
  optional string error_class = 1; map<string, string> message_parameters = 2; repeated QueryContext query_contexts = 3;
  optional string sql_state = 4;
}
message QueryContext {
  int32 context_type = 10; string object_type = 1; string object_name = 2; int32 start_index = 3; int32 stop_index = 4;
  string fragment = 5; string call_site = 6; string summary = 7;
}

message Plan { oneof op_type { Relation root = 1; Command command = 2; } }
message Relation { oneof rel_type { Read read = 2; Sql sql = 10; LocalRelation local_relation = 11; } }
message Read { oneof read_type { DataSource data_source = 2; } bool is_streaming = 3; }
message DataSource {
  optional string format = 1; optional string schema = 2; map<string, string> options = 3; repeated string paths = 4;
}
message Sql { string query = 1; map<string, Expression> named_arguments = 4; repeated Expression pos_arguments = 5; }
message LocalRelation { optional bytes data = 1; }
message Expression { oneof expr_type { Literal literal = 1; } }
message Literal {
  oneof literal_type {
    DataType null = 1; bytes binary = 2; bool boolean = 3; int32 integer = 6; int64 long = 7; double double = 11;
    Decimal decimal = 12; string string = 13; int32 date = 16; int64 timestamp = 17; int64 timestamp_ntz = 18;
  }
}
message Decimal { string value = 1; optional int32 precision = 2; optional int32 scale = 3; }

message Command { oneof command_type { CreateDataFrameViewCommand create_dataframe_view = 3; } }
message CreateDataFrameViewCommand { Relation input = 1; string name = 2; bool is_global = 3; bool replace = 4; }
message DataType {
  oneof kind {
    Empty null = 1; Empty binary = 2; Empty boolean = 3; Empty byte = 4; Empty short = 5; Empty integer = 6; Empty long = 7;
    Empty float = 8; Empty double = 9; DecimalType decimal = 10; StringType string = 11; SizedType char = 12; SizedType var_char = 13;
    Empty date = 14; Empty timestamp = 15; Empty timestamp_ntz = 16; Empty calendar_interval = 17; Empty year_month_interval = 18;
    Empty day_time_interval = 19; ArrayType array = 20; StructType struct = 21; MapType map = 22; Empty variant = 25;
    Empty geometry = 26; Empty geography = 27; Empty time = 28;
  }
}
message DecimalType { optional int32 scale = 1; optional int32 precision = 2; }
message StringType { string collation = 2; }
message SizedType { int32 length = 1; }
message ArrayType { DataType element_type = 1; bool contains_null = 2; }
message StructType { repeated StructField fields = 1; }
message StructField { string name = 1; DataType data_type = 2; bool nullable = 3; }
message MapType { DataType key_type = 1; DataType value_type = 2; bool value_contains_null = 3; }

message Any { string type_url = 1; bytes value = 2; }
message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
message RetryInfo { Duration retry_delay = 1; }
message Duration { int64 seconds = 1; int32 nanos = 2; }
`
