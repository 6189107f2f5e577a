import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the messages of test/support/producers/messages.ts by kafka-clients: java Produce.java BOOTSTRAP COUNT (TOPIC CODEC)… */
class Produce {
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    for (int n = 2; n < args.length; n += 2)
      for (String mode : new String[] {"plain", "idempotent", "transactional"})
        send(args[0], args[n], args[n + 1], mode, count);
  }

  static void send(String bootstrap, String topic, String codec, String mode, int count) throws Exception {
    boolean transactional = mode.equals("transactional");
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("compression.type", codec);
    settings.put("linger.ms", "50");
    settings.put("enable.idempotence", String.valueOf(!mode.equals("plain")));
    if (transactional) settings.put("transactional.id", "java-" + topic);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (transactional) producer.initTransactions();
      for (int third = 0; third < 3; third++) {
        if (transactional) producer.beginTransaction();
        for (int i = count * third / 3; i < count * (third + 1) / 3; i++)
          producer.send(message(topic, codec, mode, i));
        producer.flush();
        if (!transactional) continue;
        // The second one is aborted.
        if (third == 1) producer.abortTransaction();
        else producer.commitTransaction();
      }
    }
  }

  static ProducerRecord<byte[], byte[]> message(String topic, String codec, String mode, int i) {
    byte[] value = bytes(codec + " " + mode + " " + i + " é");
    if (i % 13 == 0) value = null;
    else if (i % 5 == 0) value = new byte[0];
    else if (i % 4 == 0) value = new byte[] {(byte) 0xff, 0, (byte) i};
    List<Header> headers = new ArrayList<>();
    if (i % 3 == 0) {
      headers.add(new RecordHeader("h", new byte[] {(byte) i}));
      headers.add(new RecordHeader("h", (byte[]) null));
      headers.add(new RecordHeader("é", new byte[0]));
    }
    return new ProducerRecord<>(topic, 0, 1_700_000_000_000L + i, bytes("k" + i % 7), value, headers);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
